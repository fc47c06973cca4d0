// Required by mocha in each run of tests; what it exports, mocha calls by name.
import { settings } from '@tickermill/runtime';

export { mochaGlobalTeardown } from './teardown.ts';

/** What the shell is set to is none of the tests' business: they would work on the installation that it names. */
export function mochaGlobalSetup(): void {
  for (const name of Object.keys(settings)) delete process.env[name];
}
