import { getRouteApi } from '@tanstack/react-router';
import type { EarningsPeriodView, FigureView, FundamentalsView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Choice } from '../../components/choice.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { MetricValue } from '../../components/metric-value.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { absent, brief, decimal, rounded } from '../../format/numbers.ts';
import { fundamentals as words } from '../../strings/fundamentals.ts';
import { PriceEarnings } from './price-earnings.tsx';

const route = getRouteApi('/tickers/$ticker');
const years = 6;
type FigureName = keyof EarningsPeriodView['figures'];
const names: readonly FigureName[] = [
  'revenue',
  'gross_profit',
  'operating_income',
  'net_income',
  'eps_basic',
  'eps_diluted',
  'diluted_shares',
  'operating_cash_flow',
  'capex',
  'free_cash_flow',
  'dividends_paid',
  'dividends_per_share',
  'cash',
  'assets',
  'liabilities',
  'total_debt',
  'equity',
];

/** What the company behind a ticker reports: its figures by year or quarter, each with its source, and its metrics. */
export default function Fundamentals({ ticker, period }: { ticker: string; period: 'year' | 'quarter' }): ReactNode {
  const navigate = route.useNavigate();
  const query = useAnswer('/fundamentals/{ticker}', {
    params: { ticker },
    query: { period, years: period === 'year' ? years : 2 },
  });
  return (
    <>
      <Panel
        title={words.title}
        aside={
          <span className="flex flex-wrap items-center gap-2">
            <Choice
              label={words.periods}
              value={period}
              words={[words.byYear, words.byQuarter]}
              onChange={(to) =>
                void navigate({
                  search: (before) => ({ ...before, fundamentals: to as 'year' | 'quarter' }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
            <CsvButton path={`/fundamentals/${ticker}`} query={{ period }} file={`fundamentals-${ticker}`} />
          </span>
        }
      >
        <Answered query={query} rows={10}>
          {(view) => <Figures view={view} period={period} />}
        </Answered>
      </Panel>
      <Metrics ticker={ticker} />
    </>
  );
}

function Figures({ view, period }: { view: FundamentalsView; period: 'year' | 'quarter' }): ReactNode {
  const [open, setOpen] = useState<readonly [name: FigureName, end: string] | null>(null);
  const { ticker, periods, profile, fetched_at: fetchedAt, last_filed: lastFiled, revisions } = view;
  const about = (
    <Facts
      facts={[
        [words.about.fetched, fetchedAt === null ? words.about.never : <Time key="fetched" at={fetchedAt} />],
        [words.about.filed, lastFiled ?? absent],
        [words.about.sector, profile?.sector ?? absent],
        [words.about.industry, profile?.industry ?? absent],
        [words.about.country, profile?.country ?? absent],
      ]}
    />
  );
  if (periods.length === 0)
    return (
      <>
        {about}
        <Empty>{words.none}</Empty>
      </>
    );
  const revised = new Set(revisions.map(({ figure, period: of, end }) => `${figure} ${of} ${end}`));
  const shown = open && periods.find(({ end }) => end === open[1]);
  return (
    <>
      {about}
      {/* Scrolled by the keyboard too: most of it is wider than a telephone. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard */}
      <section className="overflow-x-auto border-line border-t" aria-label={words.caption(ticker, period)} tabIndex={0}>
        <table className="rows">
          <caption className="sr-only">{words.caption(ticker, period)}</caption>
          <thead>
            <tr>
              <th scope="col">{words.figure}</th>
              {periods.map((each) => (
                <th key={each.end} scope="col" className="number whitespace-nowrap">
                  {titleOf(each)}
                  <span className="block font-normal text-[11.5px] text-quiet">
                    {each.end} {each.currency}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row" className="sticky left-0 bg-surface text-left font-normal whitespace-nowrap">
                  {inWords(name)}
                </th>
                {periods.map((each) => (
                  <td key={each.end} className="number">
                    <Cell
                      name={name}
                      of={each}
                      isRestated={revised.has(`${name} ${each.period} ${each.end}`)}
                      onOpen={() => setOpen([name, each.end])}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="px-3 py-1.5 text-[12px] text-quiet">{words.marks}</p>
      {open && shown && (
        <Source name={open[0]} of={shown} revisions={revisions} onClose={() => setOpen(null)} key={open.join(' ')} />
      )}
    </>
  );
}

const titleOf = ({ period, fiscal_year: year }: EarningsPeriodView) => `${period} ${year}`;
const inWords = (name: string) => {
  const text = name.replaceAll('_', ' ').replace(/^eps\b/, 'EPS');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function Cell({
  name,
  of,
  isRestated,
  onOpen,
}: {
  name: FigureName;
  of: EarningsPeriodView;
  isRestated: boolean;
  onOpen: () => void;
}): ReactNode {
  const figure = of.figures[name];
  if (!figure) return <span className="text-quiet">{absent}</span>;
  const { value, how, reason } = figure;
  return (
    <button
      type="button"
      className="relative min-h-6 min-w-6 whitespace-nowrap rounded px-1 hover:bg-sunken"
      title={value === null ? words.because(reason) : decimal(value)}
      onClick={onOpen}
    >
      {value === null ? <span className="text-quiet">{absent}</span> : shortly(value)}
      {how === 'derived' && <span aria-hidden="true">*</span>}
      {isRestated && (
        <span aria-hidden="true" className="text-warn">
          {' '}
          ↻
        </span>
      )}
      <span className="sr-only">
        {' '}
        {[inWords(name), titleOf(of), how === 'derived' && words.derived, isRestated && words.restated]
          .filter(Boolean)
          .join(', ')}
      </span>
    </button>
  );
}

/** An amount in few characters, a figure per share with its cents. */
const shortly = (value: string) => (Math.abs(Number(value)) >= 100_000 ? brief(Number(value)) : rounded(value, 2));

/** Where a figure comes from, and what it was. */
function Source({
  name,
  of,
  revisions,
  onClose,
}: {
  name: FigureName;
  of: EarningsPeriodView;
  revisions: FundamentalsView['revisions'];
  onClose: () => void;
}): ReactNode {
  const { facts } = words;
  const figure = of.figures[name];
  const former = revisions.filter(
    ({ figure: which, period, end }) => which === name && period === of.period && end === of.end,
  );
  return (
    <section aria-label={words.source(inWords(name), titleOf(of))} className="border-line border-t bg-sunken">
      <div className="flex items-center justify-between gap-3 px-3 pt-2">
        <h3 className="font-medium">{words.source(inWords(name), titleOf(of))}</h3>
        <button type="button" className="button button-quiet" onClick={onClose}>
          {words.closeSource}
        </button>
      </div>
      <Facts
        facts={[
          ...sourceFacts(figure, of.currency),
          ...former
            .map(
              ({ before, replaced_at: at, cause }) =>
                [facts.before, words.was(decimal(before), at.slice(0, 10), cause)] as const,
            )
            .slice(0, 1),
        ]}
      />
      {former.length > 1 && (
        <ul className="px-3 pb-2">
          {former.slice(1).map(({ before, replaced_at: at, cause }) => (
            <li key={at}>{words.was(decimal(before), at.slice(0, 10), cause)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function sourceFacts(
  figure: FigureView | undefined,
  currency: string | null,
): readonly (readonly [name: string, value: ReactNode])[] {
  const { facts } = words;
  if (!figure || figure.value === null) return [[facts.why, words.because(figure?.reason ?? null)]];
  const mono = (text: string) => <span className="font-mono text-[12.5px]">{text}</span>;
  return [
    [facts.value, `${decimal(figure.value)} ${figure.unit === currency ? (currency ?? '') : ''}`],
    [facts.how, figure.how ?? absent],
    [facts.tags, mono(figure.tags?.join(', ') ?? absent)],
    [facts.unit, figure.unit ?? absent],
    [facts.accession, mono(figure.accession ?? absent)],
    [facts.filed, figure.filed ?? absent],
    ...(figure.flags && figure.flags.length > 0 ? [[facts.flags, figure.flags.join(', ')] as const] : []),
    ...(figure.split_factor === null ? [] : [[facts.split, figure.split_factor] as const]),
  ];
}

/** What is computed of the stock, and how its price over earnings went. */
function Metrics({ ticker }: { ticker: string }): ReactNode {
  const query = useAnswer('/fundamentals/{ticker}/metrics', { params: { ticker } });
  return (
    <div className="grid items-start gap-3 xl:grid-cols-2">
      <Panel title={words.metricsTitle}>
        <Answered query={query} rows={5}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty>{words.screen.none}</Empty>
            ) : (
              <Facts
                facts={items.map((item) => [words.metrics[item.metric], <MetricValue key={item.metric} of={item} />])}
              />
            )
          }
        </Answered>
      </Panel>
      <PriceEarnings ticker={ticker} />
    </div>
  );
}
