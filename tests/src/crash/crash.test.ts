import { scenarios } from '@tickermill/testkit';
import { crashesOf } from './crashes.ts';

/** Small enough for every run of the tests; `crash.long.test.ts` strikes harder, and in every way on both queues. */
const size = { companies: 8, kills: 6, recoverMs: 180_000 };
const often = scenarios.filter(({ name }) => name === 'kill-workers');

// What a crash does to the queue itself differs between the two.
crashesOf('redis', often, size);
crashesOf('postgres', often, size);
