import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answer } from '../api/routes.ts';
import { instant, zoneOf } from '../format/times.ts';
import { frame } from '../strings/frame.ts';
import { usePreferences } from '../view/preferences.ts';
import { StateGlyph } from './state.tsx';

const { slots } = frame;
type Outcome = Answer<'get', '/scheduler/outcomes'>['items'][number]['outcomes'][number];

/** What became of the last slots of a schedule, the latest last; each leads to its run. */
export function SlotOutcomes({ outcomes }: { outcomes: readonly Outcome[] }): ReactNode {
  const zone = zoneOf(usePreferences().zone);
  return (
    <span className="inline-flex">
      {outcomes.length === 0 && <span className="text-quiet">{slots.none}</span>}
      {outcomes.toReversed().map(({ due_at: due, run_id: run, state, skip_reason: reason }) => {
        const label = slots.label(instant(due, zone), reason ? `${state}, ${reason}` : state);
        const className = 'grid min-h-6 min-w-6 place-items-center rounded no-underline hover:bg-sunken';
        const glyph = (
          <>
            <StateGlyph state={state} />
            <span className="sr-only">{label}</span>
          </>
        );
        return run === null ? (
          <span key={due} className={className} title={label}>
            {glyph}
          </span>
        ) : (
          <Link key={due} to="/runs/$id" params={{ id: run }} title={label} className={className}>
            {glyph}
          </Link>
        );
      })}
    </span>
  );
}
