import { getRouteApi } from '@tanstack/react-router';
import type { PricesView } from '@tickermill/core/contracts';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Choice } from '../../components/choice.tsx';
import { Answered, Empty, Panel, Skeleton } from '../../components/panel.tsx';
import { counted, rounded } from '../../format/numbers.ts';
import { ticker as strings } from '../../strings/ticker.ts';
import { useNow } from '../../view/now.ts';
import { extremesOf } from './extremes.ts';
import { type Marker, markersOf } from './markers.ts';

const PriceChart = lazy(() => import('./price-chart.tsx'));
const PriceTable = lazy(() => import('./price-table.tsx'));
const { prices: words } = strings;
const route = getRouteApi('/tickers/$ticker');

const spanDays = { '3m': 92, '1y': 366, '5y': 1_827, all: null } as const;
type Span = keyof typeof spanDays;
const spans = Object.keys(spanDays) as Span[];
const dayMs = 86_400_000;

/** Prices with what happened on them. */
export function Prices({ ticker }: { ticker: string }): ReactNode {
  const { span, adjusted } = route.useSearch();
  const navigate = route.useNavigate();
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const days = spanDays[span];
  const from = days === null ? undefined : new Date(Date.parse(today) - days * dayMs).toISOString().slice(0, 10);
  const range = from === undefined ? {} : { from };
  const query = useAnswer('/prices/{ticker}', {
    params: { ticker },
    query: { ...range, ...(adjusted ? { adjusted: 'true' as const } : {}) },
  });
  const trades = useAnswer('/insider-trades', { query: { ticker, ...range, table: 'non-derivative', limit: 1_000 } });
  const actions = useAnswer('/corporate-actions/{ticker}', { params: { ticker }, query: range });
  // The chart is made anew for other marks.
  const markers = useMemo(
    () => markersOf(query.data?.bars ?? [], trades.data?.items ?? [], actions.data?.items ?? []),
    [query.data, trades.data, actions.data],
  );
  return (
    <Panel
      title={words.title}
      aside={
        <span className="flex flex-wrap items-center gap-3">
          <label className="flex items-center gap-1.5 text-quiet">
            <input
              type="checkbox"
              checked={adjusted}
              onChange={({ target }) =>
                void navigate({ search: (before) => ({ ...before, adjusted: target.checked }), replace: true })
              }
            />
            {words.adjusted}
          </label>
          <Choice
            label={words.span}
            value={words.spans[span]}
            words={spans.map((each) => words.spans[each])}
            onChange={(chosen) => {
              const next = spans.find((each) => words.spans[each] === chosen) ?? '1y';
              void navigate({ search: (before) => ({ ...before, span: next }), replace: true });
            }}
          />
        </span>
      }
    >
      <Answered query={query} rows={10}>
        {(prices) =>
          prices.bars.length === 0 ? (
            <Empty next={words.notTracked}>{words.nothing}</Empty>
          ) : (
            <Chart prices={prices} markers={markers} />
          )
        }
      </Answered>
    </Panel>
  );
}

function Chart({ prices, markers }: { prices: PricesView; markers: readonly Marker[] }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { bars, ticker, currency } = prices;
  const { low, high } = extremesOf(bars);
  const first = bars[0]?.date ?? '';
  const last = bars.at(-1)?.date ?? '';
  return (
    <figure aria-label={words.figure(ticker)} className="p-3">
      <Suspense fallback={<Skeleton rows={10} />}>
        <PriceChart bars={bars} markers={markers} />
      </Suspense>
      <figcaption className="mt-1 flex flex-wrap justify-between gap-x-4 text-quiet">
        <span>
          {words.sentence(
            counted(bars.length, words.session),
            first,
            last,
            rounded(low, 2),
            rounded(high, 2),
            currency ?? words.unknownUnit,
          )}
        </span>
        <span>{Object.values(words.legend).join(' · ')}</span>
        <span>
          {words.notice} <a href="https://www.tradingview.com/">TradingView</a>
        </span>
      </figcaption>
      <details className="mt-2" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className="cursor-pointer">{words.table}</summary>
        {isOpen && (
          <Suspense>
            <PriceTable bars={bars} caption={words.figure(ticker)} />
          </Suspense>
        )}
      </details>
    </figure>
  );
}
