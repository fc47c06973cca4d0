import type { SummaryView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state.tsx';
import { brief, percent, whole } from '../../format/numbers.ts';
import { overview } from '../../strings/overview.ts';

type Figure = SummaryView['figures'][number];

const edges = { green: 'border-l-good-mark', yellow: 'border-l-warn-mark', red: 'border-l-bad-mark' };
/** Where the rows of a figure are. */
const places: Record<Figure['name'], string> = {
  active: '/tickers',
  new_30d: '/universe?kind=new',
  delisted_30d: '/universe?kind=delisted',
  lagging: '/quality?check=stale',
  missing_dates: '/quality?check=missing_dates',
  fetch_errors: '/runs?state=failed',
  price_jumps_7d: '/quality?check=price_jump',
};

/** The seven figures of the night, each with its share of the universe and its colour. */
export function Figures(): ReactNode {
  const query = useAnswer('/summary', {});
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

function Card({ figure: { name, count, share, colour } }: { figure: Figure }): ReactNode {
  return (
    <li className={`card border-l-4 ${edges[colour]}`} data-figure={name}>
      <a href={places[name]} className="block h-full px-3 py-2 text-text no-underline">
        <span className="block text-[12px] text-quiet">{overview.cards[name]}</span>
        <span className="flex items-baseline gap-2">
          <span className="text-[22px] leading-8 font-semibold" title={whole(count)}>
            {brief(count)}
          </span>
          <StateGlyph state={colour} />
        </span>
        <span className="block text-[12px] text-quiet">
          {percent(share)} {overview.universe}
        </span>
      </a>
    </li>
  );
}
