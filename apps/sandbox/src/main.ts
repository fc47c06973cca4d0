import { dayAt } from '@tickermill/core';
import { systemClock } from './clock.ts';
import { settingsFrom } from './environment.ts';
import { openSandbox } from './sandbox.ts';

const today = dayAt(new Date(systemClock.now()), 'America/New_York');
const read = settingsFrom(process.env, today);
if ('problems' in read) {
  for (const problem of read.problems) console.error(problem);
  process.exit(2);
}

try {
  const sandbox = await openSandbox(read.settings);
  sandbox.prepare();
  console.log(JSON.stringify({ event: 'ready', url: sandbox.url }));
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop); // the parent process is gone
} catch (error) {
  // A port that is taken or a folder that is not there: the operator's to correct, without a stack.
  console.error(`The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
