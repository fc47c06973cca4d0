import { scenarios } from '@tickermill/testkit';
import { crashesOf } from './crashes.ts';

/** As an operator's drill, but for the time: how soon it is well again is measured by `npm run bench -- crash`. */
const size = { companies: 24, kills: 20, recoverMs: 300_000 };

crashesOf(
  'redis',
  scenarios.filter(({ name }) => name !== 'restart-postgres'), // tests/src/system/drill.long.test.ts strikes with it
  size,
);
crashesOf(
  'postgres',
  scenarios.filter(({ backends }) => backends.includes('postgres')),
  size,
);
