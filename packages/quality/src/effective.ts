// A check as it is in force: its own settings, and over them what operators have set.

import type { Severity } from '@tickermill/core';
import type { CheckState, Colour } from '@tickermill/store/quality';
import type { Check, RollUpRule } from './check.ts';

/** A check with the settings in force. */
export interface EffectiveCheck {
  readonly check: Check;
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly rollUp: RollUpRule;
  readonly colour: Colour;
  readonly nextColour: Colour | null;
  readonly nextRuns: number;
  readonly succeededAt: Date | null;
  readonly updatedBy: string | null;
  readonly updatedAt: Date | null;
}

/** A check under what was set of it. A threshold that an older build kept and this one does not know is left out. */
export function effective(check: Check, states: readonly CheckState[]): EffectiveCheck {
  const state = states.find(({ checkId }) => checkId === check.id);
  const known = Object.entries(state?.thresholds ?? {}).filter(([name]) => name in check.thresholds.shape);
  const { yellow, red, measure } = check.rollUp;
  return {
    check,
    enabled: state?.enabled ?? true,
    severity: state?.severity ?? check.severity,
    thresholds: check.thresholds.parse(Object.fromEntries(known)) as Record<string, number>,
    rollUp: { measure, yellow: state?.yellow ?? yellow, red: state?.red ?? red },
    colour: state?.colour ?? 'green',
    nextColour: state?.nextColour ?? null,
    nextRuns: state?.nextRuns ?? 0,
    succeededAt: state?.succeededAt ?? null,
    updatedBy: state?.updatedBy ?? null,
    updatedAt: state?.updatedAt ?? null,
  };
}
