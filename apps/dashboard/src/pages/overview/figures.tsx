import { getRouteApi, Link } from '@tanstack/react-router';
import type { SummaryView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state.tsx';
import { brief, change, percent, whole } from '../../format/numbers.ts';
import { overview } from '../../strings/overview.ts';

type Figure = SummaryView['figures'][number];

const route = getRouteApi('/');
const edges = { green: 'border-l-good-mark', yellow: 'border-l-warn-mark', red: 'border-l-bad-mark' };
/** The panel that has the rows of a figure, counted as it counts. */
const panels = {
  active: 'active',
  new_30d: 'new',
  delisted_30d: 'delisted',
  lagging: 'timeliness',
  missing_dates: 'completeness',
  fetch_errors: 'fetch',
  price_jumps_7d: 'quality',
} as const;

/** The seven figures of the night: count, share, change since the night before, colour. */
export function Figures(): ReactNode {
  const { date } = route.useSearch();
  const query = useAnswer('/summary', { query: date === '' ? {} : { date } });
  return (
    <section aria-label={overview.figures}>
      <Answered query={query} rows={2}>
        {({ figures }) => (
          <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7">
            {figures.map((figure) => (
              <Card key={figure.name} figure={figure} />
            ))}
          </ul>
        )}
      </Answered>
    </section>
  );
}

function Card({ figure }: { figure: Figure }): ReactNode {
  const { name, count, share, colour, change: since } = figure;
  const panel = panels[name];
  return (
    <li className={`card border-l-4 ${edges[colour]}`} data-figure={name} data-count={count}>
      <Link
        to="/"
        search={(before) => ({ ...before, panel, page: 1, code: '' })}
        hash={`panel-${panel}`}
        title={thresholdsOf(figure)}
        className="block h-full px-3 py-2 text-text no-underline"
      >
        <span className="block truncate text-[12px] text-quiet">{overview.cards[name]}</span>
        <span className="flex items-baseline gap-2">
          <span className="text-[22px] leading-8 font-semibold" title={whole(count)}>
            {brief(count)}
          </span>
          <StateGlyph state={colour} />
          <span className="ml-auto text-[12px] text-quiet">
            {change(since)} <span className="sr-only">{overview.since}</span>
          </span>
        </span>
        <span className="block truncate text-[12px] text-quiet">
          {percent(share)} {overview.universe}
        </span>
        <span className="sr-only">{thresholdsOf(figure)}</span>
      </Link>
    </li>
  );
}

function thresholdsOf({ thresholds }: Figure): string {
  if (!thresholds) return overview.thresholds.never;
  const { measure, yellow, red } = thresholds;
  return overview.thresholds[measure](String(yellow), String(red));
}
