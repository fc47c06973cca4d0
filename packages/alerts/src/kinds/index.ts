// The table of alerts: which event means what, how bad it is, and what is said of it.

import type { AlertRow } from '@tickermill/store/alerts';
import { dataKinds, dataRules } from './data.ts';
import { fleetKinds, fleetRules } from './fleet.ts';
import type { AlertKind, EventRule, ToldAlert } from './kind.ts';
import { qualityKinds, qualityRules } from './quality.ts';
import { runKinds, runRules } from './runs.ts';
import { sourceKinds, sourceRules } from './sources.ts';

/** Every kind of alert, with its words. */
export const alertKinds = { ...sourceKinds, ...runKinds, ...fleetKinds, ...dataKinds, ...qualityKinds };
export type AlertKindId = keyof typeof alertKinds;

/** Every event that means an alert, or its end. */
export const eventRules: Readonly<Record<string, EventRule>> = {
  ...sourceRules,
  ...runRules,
  ...fleetRules,
  ...dataRules,
  ...qualityRules,
};

/** What is said of one alert. */
export interface AlertWords {
  readonly headline: string;
  readonly evidence: readonly string[];
  readonly next: string | null;
  readonly action: string | null;
  /** A file of docs/runbooks. */
  readonly runbook: string | undefined;
  readonly page: string;
}

/** The words of an alert; null where this build does not know its kind, or its facts are of another shape. */
export function wordsOf(alert: AlertRow): AlertWords | null {
  const kind = (alertKinds as Record<string, unknown>)[alert.kind] as AlertKind<unknown> | undefined;
  const facts = kind?.facts.safeParse(alert.facts);
  if (!kind || !facts?.success) return null;
  const told: ToldAlert<unknown> = { ...alert, facts: facts.data };
  return {
    headline: kind.headline(told),
    evidence: kind.evidence(told),
    next: kind.next(told),
    action: kind.action(told),
    runbook: kind.runbook,
    page: kind.page(told),
  };
}
