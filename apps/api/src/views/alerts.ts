/** Alerts, channels and silences as the contracts have them. */
import { saidOf } from '@tickermill/alerts';
import type { AlertChannelView, AlertView, SilenceView } from '@tickermill/core/contracts';
import {
  type AlertChannel,
  type AlertDelivery,
  type AlertRow,
  channelState,
  type Silence,
} from '@tickermill/store/alerts';
import { contractOf } from './contract-of.ts';

/** Settings as they are kept; of the secret, only which parts are set. */
export function viewAlertChannel({ settings, secrets, ...channel }: AlertChannel): AlertChannelView {
  return {
    ...contractOf(channel),
    settings: settings as Record<string, unknown>,
    secret: Object.fromEntries(secrets.map((name) => [name, '****' as const])),
    state: channelState(channel),
  };
}

export function viewAlert(alert: AlertRow): AlertView {
  const { sources: _sources, facts: _facts, ...rest } = alert;
  return { ...contractOf(rest), headline: saidOf(alert).headline };
}

/** An alert with its words and its messages. */
export function viewAlertDetail(alert: AlertRow, deliveries: readonly AlertDelivery[]) {
  const { evidence, next, action, runbook } = saidOf(alert);
  return {
    ...viewAlert(alert),
    evidence: [...evidence],
    next,
    action,
    runbook: runbook === undefined ? null : `docs/runbooks/${runbook}`,
    facts: alert.facts,
    deliveries: deliveries.map((delivery) => contractOf(delivery)),
  };
}

export const viewSilence = ({ heldAt: _heldAt, ...silence }: Silence): SilenceView => contractOf(silence);
