/** What every process and every command does in the same way: settings, the data directory, whether all is well. */

export type { DiskOptions, Health, Need } from './health.ts';
export { checkHealth, diskSpace, isRoomy, judgeDisk, leastFreeBytes } from './health.ts';
export type { Installation } from './installation.ts';
export { dataFolder, openInstallation, productVersion } from './installation.ts';
export type { SettingKey, SettingValues } from './settings.ts';
export { featureFlags, flagPrefix, readFeatureFlags, readSettings, settings } from './settings.ts';
export { keysOf, proxiesOf, sourceSettings } from './source-settings.ts';
