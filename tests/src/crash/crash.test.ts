import { scenarios } from '@tickermill/testkit';
import { crashesOf } from './crashes.ts';

/** Small enough for every run of the tests; `crash.long.test.ts` strikes harder, in every way, on both queues. */
const size = { companies: 8, kills: 4, recoverMs: 180_000 };
const often = scenarios.filter(({ name }) => name === 'kill-workers');

// Redis, as it keeps the queue apart from the ledger: they can differ after a crash.
crashesOf('redis', often, size);
