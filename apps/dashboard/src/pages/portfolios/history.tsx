import type { PortfolioSnapshotView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { lineOf } from '../../charts/scale.ts';
import { CsvButton } from '../../components/csv-button.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable, type ShortTableProps } from '../../components/short-table.tsx';
import { briefMoney, counted, rounded } from '../../format/numbers.ts';
import { portfolios } from '../../strings/portfolios.ts';

const { history: words } = portfolios;
/** A year of sessions is drawn, the last ones are listed; the CSV has all. */
const drawn = 260;
const listed = 20;

/** The value of a portfolio, day by day. */
export function History({ name, currency }: { name: string; currency: string }): ReactNode {
  const query = useAnswer('/portfolios/{name}/history', { params: { name }, query: { limit: drawn } });
  const path = `/portfolios/${encodeURIComponent(name)}/history`;
  return (
    <Panel title={words.title} id="history" aside={<CsvButton path={path} query={{}} file={`${name} history`} />}>
      <Answered query={query} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{words.nothing}</Empty>
          ) : (
            <>
              <ValueLine snapshots={items.toReversed()} currency={currency} />
              <ShortTable
                caption={words.caption}
                columns={columns}
                rows={items.slice(0, listed)}
                keyOf={({ day }) => day}
              />
            </>
          )
        }
      </Answered>
    </Panel>
  );
}

const size = { width: 800, height: 100 };

function ValueLine({ snapshots, currency }: { snapshots: readonly PortfolioSnapshotView[]; currency: string }) {
  // A line is drawn to the pixel: here floats are exact enough.
  const values = snapshots.map(({ value }) => (value === null ? null : Number(value)));
  const known = snapshots.flatMap(({ value }) => value ?? []).sort((one, other) => Number(one) - Number(other));
  const [low, high] = [known[0], known.at(-1)];
  const [first, last] = [snapshots[0]?.day ?? '', snapshots.at(-1)?.day ?? ''];
  const sentence =
    low === undefined || high === undefined
      ? words.unknown
      : words.sentence(first, last, briefMoney(low, currency), briefMoney(high, currency));
  return (
    <figure className="p-3">
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        className="h-28 w-full"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path
          d={lineOf(values, { width: size.width, height: size.height, max: Number(high ?? 1) * 1.05 || 1 })}
          className="fill-none stroke-data"
          strokeWidth="2"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="text-[12px] text-quiet">{sentence}</figcaption>
    </figure>
  );
}

const columns: ShortTableProps<PortfolioSnapshotView>['columns'] = [
  { title: words.columns.day, cell: ({ day }) => day },
  { title: words.columns.value, isNumber: true, cell: ({ value }) => rounded(value, 2) },
  { title: words.columns.dayChange, isNumber: true, cell: ({ day_change: amount }) => rounded(amount, 2) },
  { title: words.columns.unrealised, isNumber: true, cell: ({ unrealised }) => rounded(unrealised, 2) },
  {
    title: words.columns.remark,
    cell: ({ stale, missing }) =>
      [
        ...(missing > 0 ? [words.missing(counted(missing, words.holding))] : []),
        ...(stale > 0 ? [words.stale(counted(stale, words.holding))] : []),
      ].join(', '),
  },
];
