/** Alerts: events become alerts, and alerts messages on the channels that an operator has set up. */

export type { AlertTest, ChannelTests } from './channel-tests.ts';
export { openChannelTests } from './channel-tests.ts';
export { readChannel } from './channels/index.ts';
export type { EnvironmentChannels } from './environment-channels.ts';
export { keepEnvironmentChannels } from './environment-channels.ts';
export type { AlertChore, Alerts, AlertsOptions, HeartbeatUrls } from './open-alerts.ts';
export { openAlerts } from './open-alerts.ts';
export { silences } from './plan-messages.ts';
export { saidOf } from './render.ts';
