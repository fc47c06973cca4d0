import type { ReactNode } from 'react';
import { distance, instant, moment, zoneOf } from '../format/times.ts';
import { useNow } from '../view/now.ts';
import { usePreferences } from '../view/preferences.ts';

/** An instant in the chosen zone, and how far it is from now beside it. */
export function Time({ at, far = true }: { at: string; far?: boolean }): ReactNode {
  const now = useNow();
  const zone = zoneOf(usePreferences().zone);
  return (
    <time dateTime={at} title={instant(at, zone)} className="sm:whitespace-nowrap">
      {moment(at, zone, now)}
      {far && <span className="text-quiet"> · {distance(at, now)}</span>}
    </time>
  );
}

/** How far an instant is from now; itself in the title. */
export function Distance({ at }: { at: string }): ReactNode {
  const now = useNow();
  const zone = zoneOf(usePreferences().zone);
  return (
    <time dateTime={at} title={instant(at, zone)} className="whitespace-nowrap">
      {distance(at, now)}
    </time>
  );
}
