import { scenarios } from '@tickermill/testkit';
import { crashesOf } from './crashes.ts';

/** Small enough for every run of the tests; `crash.long.test.ts` strikes as hard as an operator's drill. */
const size = { companies: 8, kills: 6, recoverMs: 180_000 };

crashesOf('redis', scenarios, size);

// What a crash does to the queue itself differs between the two.
const onPostgres = ['kill-workers', 'flush-queue'];
crashesOf(
  'postgres',
  scenarios.filter(({ name }) => onPostgres.includes(name)),
  size,
);
