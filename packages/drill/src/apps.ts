import { fileURLToPath } from 'node:url';
import { settings } from '@tickermill/runtime';
import { heapLimits, type ServiceProcess, startService } from '@tickermill/runtime/service';

/** The root of the checkout. */
export const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** Settings of the shell that must not reach the processes started here: they name the installation of its user. */
const unset = Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]));

/** Starts an app of this build as a process of its own, with these settings and none of the shell's. */
export function startApp(
  name: 'api' | 'worker' | 'sandbox',
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ServiceProcess> {
  return startService(`${checkout}apps/${name}/dist/main.js`, { ...unset, ...environment }, { heap: heapLimits[name] });
}
