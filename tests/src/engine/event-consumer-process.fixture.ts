// A process that consumes events, run by event-consumers.test.ts: it says on the standard output what it reads and what it
// has acted on. Arguments: the URL of the database, its name, and the event at which it hangs between the two, if any.
import { consumeEvents } from '@tickermill/engine';
import { openStore } from '@tickermill/store';
import { silentLog } from '@tickermill/testkit';

const [url = '', holder = '', hangsAt] = process.argv.slice(2);

consumeEvents({
  store: openStore({ url, connections: 3 }),
  log: silentLog,
  name: 'alerts',
  holder,
  holdMs: 1_500,
  async handle({ data }) {
    const name = String(data['name']);
    process.stdout.write(`read ${name}\n`);
    if (name === hangsAt) await new Promise(() => {});
    process.stdout.write(`acted ${name}\n`);
  },
});
