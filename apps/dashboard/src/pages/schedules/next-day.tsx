import type { ScheduleView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { Empty } from '../../components/panel.tsx';
import { clock, zoneOf } from '../../format/times.ts';
import { schedules as strings } from '../../strings/schedules.ts';
import { useNow } from '../../view/now.ts';
import { usePreferences } from '../../view/preferences.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** A mark on every third hour: eight of them, which a telephone has room for. */
const markHours = 3;

/** The next 24 hours of every schedule on one axis: a row each, a tick where it falls due. */
export function NextDay({ schedules }: { schedules: readonly ScheduleView[] }): ReactNode {
  const now = useNow();
  const zone = zoneOf(usePreferences().zone);
  const share = (at: number) => `${((at - now) / dayMs) * 100}%`;
  const rows = schedules
    .filter(({ enabled }) => enabled)
    .map(({ id, dataset, ticker, next_runs: runs }) => ({
      id,
      name: ticker === null ? dataset : `${dataset} · ${ticker}`,
      due: runs.map((at) => Date.parse(at)).filter((at) => at >= now && at < now + dayMs),
    }))
    .filter(({ due }) => due.length > 0);
  if (rows.length === 0) return <Empty>{strings.noneDue}</Empty>;
  const first = Math.ceil(now / hourMs / markHours) * markHours * hourMs;
  const marks = Array.from({ length: 24 / markHours }, (_, index) => first + index * markHours * hourMs);
  return (
    <figure aria-label={strings.dayCaption} className="overflow-hidden px-3 py-2">
      <ul className="grid gap-0.5">
        {rows.map(({ id, name, due }) => (
          <li key={id} className="grid items-center gap-x-3 sm:grid-cols-[14rem_1fr]">
            <span className="truncate">{name}</span>
            <span className="relative h-5 rounded bg-sunken">
              {due.map((at) => (
                <span
                  key={at}
                  className="absolute top-0.5 h-4 w-1 -translate-x-1/2 rounded bg-accent"
                  style={{ left: share(at) }}
                  title={`${strings.due} ${clock(new Date(at).toISOString(), zone)}`}
                />
              ))}
              <span className="sr-only">
                {strings.due} {due.map((at) => clock(new Date(at).toISOString(), zone)).join(', ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <div aria-hidden="true" className="grid gap-x-3 text-[11px] text-quiet sm:grid-cols-[14rem_1fr]">
        <span className="max-sm:hidden" />
        <span className="relative h-5">
          {marks.map((at) => (
            <span key={at} className="absolute -translate-x-1/2" style={{ left: share(at) }}>
              {clock(new Date(at).toISOString(), zone).slice(0, 5)}
            </span>
          ))}
        </span>
      </div>
    </figure>
  );
}
