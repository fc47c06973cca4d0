import type { ReactNode } from 'react';
import { useAnswer } from '../api/queries.ts';
import { lineOf } from '../charts/scale.ts';
import { absent, whole } from '../format/numbers.ts';
import { metrics as words } from '../strings/metrics.ts';
import { Answered, Empty, Panel } from './panel.tsx';
import { ShortTable } from './short-table.tsx';

/** A metric of the installation or of a plug-in, drawn by its kind: a number, lines over time, or a table. */
export function MetricCard({ slug, title }: { slug: string; title: string }): ReactNode {
  const query = useAnswer('/metrics/{slug}', { params: { slug } });
  return (
    <Panel title={title} id={`metric-${slug}`} aside={<span className="text-quiet">{query.data?.unit}</span>}>
      <Answered query={query} rows={4}>
        {({ kind, data }) => <Drawn title={title} kind={kind} data={data} />}
      </Answered>
    </Panel>
  );
}

interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: string, y: number])[];
}
interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

function Drawn({
  title,
  kind,
  data,
}: {
  title: string;
  kind: 'number' | 'series' | 'table';
  data: unknown;
}): ReactNode {
  if (kind === 'number') return <p className="px-3 py-4 text-3xl tabular-nums">{whole(data as number)}</p>;
  if (kind === 'table') return <TableOf title={title} table={data as Table} />;
  return <Lines title={title} series={data as readonly Series[]} />;
}

function TableOf({ title, table: { columns, rows } }: { title: string; table: Table }): ReactNode {
  if (rows.length === 0) return <Empty>{words.nothing}</Empty>;
  const isNumber = (at: number) => rows.some((row) => typeof row[at] === 'number');
  const shown = (value: string | number | null | undefined) =>
    typeof value === 'number' ? whole(value) : (value ?? absent);
  return (
    <ShortTable
      caption={title}
      rows={rows}
      keyOf={(row) => String(row[0])}
      columns={columns.map((name, at) => ({
        title: name,
        isNumber: isNumber(at),
        cell: (row: Table['rows'][number]) => shown(row[at]),
      }))}
    />
  );
}

const size = { width: 300, height: 70 };
/** Lines differ by their dashes too: no colour is needed to tell them apart. */
const strokes = [
  ['stroke-data', undefined],
  ['stroke-accent', '6 3'],
  ['stroke-warn', '2 3'],
  ['stroke-bad', '8 3 2 3'],
] as const;

/** Lines over one axis, with the sum of each, and all of it as a table. */
function Lines({ title, series }: { title: string; series: readonly Series[] }): ReactNode {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort();
  const [first, last] = [xs[0], xs.at(-1)];
  if (first === undefined || last === undefined) return <Empty>{words.nothing}</Empty>;
  const valueAt = ({ points }: Series, x: string) => points.find(([at]) => at === x)?.[1] ?? 0;
  const max = Math.max(1, ...series.flatMap(({ points }) => points.map(([, y]) => y)));
  return (
    <figure aria-label={words.chart(title, first, last)} className="px-3 py-2.5">
      <svg
        viewBox={`0 -3 ${size.width} ${size.height + 6}`}
        preserveAspectRatio="none"
        className="h-20 w-full"
        aria-hidden="true"
      >
        {series.map((each, at) => {
          const [colour, dashes] = strokes[at % strokes.length] ?? strokes[0];
          return (
            <path
              key={each.name}
              d={lineOf(
                xs.map((x) => valueAt(each, x)),
                { ...size, max },
              )}
              className={colour}
              strokeDasharray={dashes}
              fill="none"
              strokeWidth="1.8"
              strokeLinecap="round"
              vectorEffect="non-scaling-stroke"
            />
          );
        })}
      </svg>
      <p className="flex justify-between text-[12px] text-quiet">
        <span>{first}</span>
        <span>
          {'0 – '}
          {whole(max)}
        </span>
        <span>{last}</span>
      </p>
      <figcaption>
        <ul className="flex flex-wrap gap-x-4">
          {series.map((each, at) => {
            const [colour, dashes] = strokes[at % strokes.length] ?? strokes[0];
            return (
              <li key={each.name} className="flex items-center gap-1.5">
                <svg width="22" height="6" aria-hidden="true">
                  <path d="M0 3h22" className={colour} strokeDasharray={dashes} strokeWidth="2" />
                </svg>
                {words.total(
                  each.name,
                  each.points.reduce((sum, [, y]) => sum + y, 0),
                )}
              </li>
            );
          })}
        </ul>
        <details className="mt-1">
          <summary className="cursor-pointer text-quiet">{words.table}</summary>
          <ShortTable
            caption={title}
            rows={xs.toReversed()}
            keyOf={(x) => x}
            columns={[
              { title: words.x, cell: (x) => x },
              ...series.map((each) => ({
                title: each.name,
                isNumber: true,
                cell: (x: string) => whole(valueAt(each, x)),
              })),
            ]}
          />
        </details>
      </figcaption>
    </figure>
  );
}
