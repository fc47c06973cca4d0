import { type Scenario, scenarios } from '@tickermill/testkit';
import { crashesOf } from './crashes.ts';

/** Small enough for every run of the tests; `crash.long.test.ts` strikes harder, and in every way on both queues. */
const size = { companies: 8, kills: 6, recoverMs: 180_000 };

const only = (...names: string[]): readonly Scenario[] => scenarios.filter(({ name }) => names.includes(name));

// What a crash does to the queue itself differs between the two; a database that starts again holds both.
crashesOf('redis', only('kill-workers', 'restart-redis'), size);
crashesOf('postgres', only('kill-workers', 'restart-postgres'), size);
