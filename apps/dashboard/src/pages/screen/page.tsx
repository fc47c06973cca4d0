import { getRouteApi, Link } from '@tanstack/react-router';
import type { MetricName } from '@tickermill/core';
import type { ScreenView } from '@tickermill/core/contracts';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { MetricValue } from '../../components/metric-value.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { fundamentals } from '../../strings/fundamentals.ts';
import { type Bound, isDecimal, toBounds, toQuery, toText } from './bounds.ts';

const route = getRouteApi('/screen');
const { screen: words, metrics } = fundamentals;
const names = Object.keys(metrics) as MetricName[];
const largestFirst = '-market_cap';
type Stock = ScreenView['items'][number];

/** Which stocks lie within bounds of their metrics? */
export default function ScreenPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit } = search;
  const bounds = toBounds(search.bounds, names);
  const isSort = names.some((name) => search.sort === name || search.sort === `-${name}`);
  const sort = (isSort ? search.sort : largestFirst) as MetricName | `-${MetricName}`;
  const filter = { ...toQuery(bounds), sort };
  const { data, ...query } = useAnswer('/metrics', { query: { page, limit, ...filter } });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  const set = (next: readonly Bound[]) => narrow({ bounds: toText(next) });
  return (
    <>
      <PageHeader title={words.title} remark={words.remark} />
      <div className="card min-w-0">
        <Bounds bounds={bounds} onChange={set} />
        <AnsweredTable
          query={{ ...query, data: data && 'page' in data ? data : undefined }}
          skeleton={12}
          caption={words.caption}
          columns={columns}
          keyOf={({ ticker, name }) => `${ticker} ${name}`}
          list={JSON.stringify(search)}
          sort={{ by: sort, onSort: (by) => narrow({ sort: by === largestFirst ? '' : by }) }}
          onOpen={({ ticker }) => void navigate({ to: '/tickers/$ticker', params: { ticker } })}
          tools={<CsvButton path="/metrics" query={filter} file="screen" />}
          empty={<Empty>{bounds.length > 0 ? words.nothing : words.none}</Empty>}
          pages={{ page, limit, onChange: narrow }}
        />
      </div>
    </>
  );
}

function Bounds({
  bounds,
  onChange,
}: {
  bounds: readonly Bound[];
  onChange: (bounds: readonly Bound[]) => void;
}): ReactNode {
  const [metric, setMetric] = useState<MetricName>('pe');
  const [min, setMin] = useState('');
  const [max, setMax] = useState('');
  const isWrong = [min, max].some((side) => side !== '' && !isDecimal(side));
  const add = () => {
    onChange([...bounds.filter((bound) => bound.metric !== metric), { metric, min, max }]);
    setMin('');
    setMax('');
  };
  return (
    <form
      className="grid gap-2 border-line border-b px-3 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong && min + max !== '') add();
      }}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <label className="flex items-center gap-1.5 text-quiet">
          {words.metric}
          <select className="field" value={metric} onChange={({ target }) => setMetric(target.value as MetricName)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {metrics[name]}
              </option>
            ))}
          </select>
        </label>
        <Side label={words.least} value={min} onChange={setMin} />
        <Side label={words.most} value={max} onChange={setMax} />
        <button type="submit" className="button button-primary" disabled={isWrong || min + max === ''}>
          {words.add}
        </button>
        <span className="text-[12px] text-quiet" role="status">
          {isWrong ? words.wrong : words.fractions}
        </span>
      </div>
      {bounds.length > 0 && (
        <ul aria-label={words.bounds} className="flex flex-wrap gap-2">
          {bounds.map((bound) => (
            <li key={bound.metric}>
              <button
                type="button"
                className="button"
                aria-label={words.remove(inWords(bound))}
                onClick={() => onChange(bounds.filter((each) => each !== bound))}
              >
                {inWords(bound)}
                <X size={13} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

const Side = ({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) => (
  <label className="flex items-center gap-1.5 text-quiet">
    {label}
    <input
      className="field w-24"
      inputMode="decimal"
      value={value}
      onChange={({ target }) => onChange(target.value.trim())}
    />
  </label>
);

const inWords = ({ metric, min, max }: Bound): string =>
  `${min === '' ? '' : `${min} ≤ `}${metrics[metric]}${max === '' ? '' : ` ≤ ${max}`}`;

const extra: ReadonlySet<MetricName> = new Set([
  'eps_years_up_5y',
  'eps_deviation_5y',
  'revenue_years_up_5y',
  'revenue_deviation_5y',
  'special_dividend_yield',
] as const);

const columns: Column<Stock>[] = [
  {
    id: 'ticker',
    title: words.ticker,
    isHead: true,
    cell: ({ ticker }) => (
      <Link to="/tickers/$ticker" params={{ ticker }} search={{ fundamentals: 'year' }} className="font-medium">
        {ticker}
      </Link>
    ),
  },
  { id: 'name', title: words.name, cell: ({ name }) => name },
  ...names.map(
    (name): Column<Stock> => ({
      id: name,
      title: metrics[name],
      isNumber: true,
      sorts: [name, `-${name}`],
      isExtra: extra.has(name),
      cell: (stock) => <MetricValue of={stock.metrics.find(({ metric }) => metric === name)} />,
    }),
  ),
];
