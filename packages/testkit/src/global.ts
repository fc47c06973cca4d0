// Required by mocha in each run of tests; what it exports, mocha calls by name.
import { settings } from '@tickermill/runtime';

export { mochaGlobalTeardown } from './teardown.ts';

/** Settings of the shell must not reach the tests: they would work on the installation that these name. */
export function mochaGlobalSetup(): void {
  for (const name of Object.keys(settings)) delete process.env[name];
}
