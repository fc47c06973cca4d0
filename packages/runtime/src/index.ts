/** What every process does in the same way: settings, log lines, the data directory, a graceful shutdown. */

export type { DiskOptions, Health, Need } from './health.ts';
export { checkHealth, diskSpace, isRoomy, judgeDisk } from './health.ts';
export type { Installation } from './installation.ts';
export { dataFolder, openInstallation, productVersion } from './installation.ts';
export { createLog } from './logger.ts';
export type { MetricDefinition, MetricName } from './metrics/definitions.ts';
export { boundsSeconds, metricDefinitions } from './metrics/definitions.ts';
export type { Metrics } from './metrics/open-metrics.ts';
export { openMetrics } from './metrics/open-metrics.ts';
export type { Lifetime } from './process.ts';
export { runService, runUntilStopped } from './process.ts';
export type { ServiceProcess } from './service-process.ts';
export { announceReady, localAddress, startService } from './service-process.ts';
export type { SettingKey, SettingValues } from './settings.ts';
export { readFeatureFlags, readSettings, settings } from './settings.ts';
export { keysOf, proxiesOf, sourceSettings } from './source-settings.ts';
