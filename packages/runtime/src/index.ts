/** What every process of ours does the same way: settings, log lines, the data directory, an orderly stop. */

export type { Installation } from './installation.ts';
export { openInstallation, productVersion } from './installation.ts';
export { createLog } from './logger.ts';
export type { Lifetime } from './process.ts';
export { runService, runUntilStopped } from './process.ts';
export type { ServiceProcess } from './service-process.ts';
export { announceReady, startService } from './service-process.ts';
export type { SettingKey, SettingValues } from './settings.ts';
export { readSettings, settings } from './settings.ts';
