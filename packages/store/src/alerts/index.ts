/** Alerts, the channels that they are sent to, their messages, and silences. */

export type {
  AlertClass,
  AlertFilter,
  AlertHold,
  AlertRaise,
  AlertRow,
  AlertSignal,
  HeldCount,
} from './alerts.ts';
export {
  ackAlert,
  ackCriticals,
  alertsByDay,
  alertsByIds,
  closeQuietAlerts,
  closeRevivedLetters,
  heldCounts,
  holdAlerts,
  listAlerts,
  lockAlerts,
  pruneAlerts,
  raiseAlerts,
  recordSignal,
} from './alerts.ts';
export type {
  AlertChannel,
  AlertChannelChange,
  AlertChannelSecrets,
  ChannelState,
  NewAlertChannel,
} from './channels.ts';
export {
  addAlertChannel,
  alertChannelSecrets,
  alertChannels,
  changeAlertChannel,
  channelState,
  enabledChannels,
  keepEnvironmentChannel,
  recordChannelFailure,
  recordChannelSuccess,
  removeAlertChannel,
  restChannel,
} from './channels.ts';
export type { CommandChannelRow } from './commands.ts';
export { commandChannels, recordUpdate } from './commands.ts';
export type {
  AlertDelivery,
  ClaimedDelivery,
  DeliveryKind,
  NewDelivery,
  PastDelivery,
  PlannedChannel,
} from './deliveries.ts';
export {
  alertsToPlan,
  channelLoads,
  claimDelivery,
  deliveriesOfAlert,
  dueChannels,
  markMatchesQueued,
  openAlertCounts,
  pastDeliveries,
  plannedChannels,
  queueDeliveries,
  recordDelivery,
  recordTest,
  unqueuedMatches,
} from './deliveries.ts';
export { nightRuns, worstFindings, worstTargets } from './evidence.ts';
export type { QuotaDay } from './probes.ts';
export { publishDatabaseGap, publishPlannerState, publishQuotaStates, reachDatabase } from './probes.ts';
export type { NewSilence, Silence } from './silences.ts';
export { addSilence, endMutes, endSilence, markHeld, silencesAt } from './silences.ts';
