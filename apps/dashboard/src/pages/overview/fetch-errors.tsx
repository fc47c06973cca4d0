import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import { lineOf } from '../../charts/scale.ts';
import { Answered } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { Time } from '../../components/time.tsx';
import { absent, duration, whole } from '../../format/numbers.ts';
import { overview } from '../../strings/overview.ts';
import { Counted, type PanelProps } from './figure-rows.tsx';

const { columns, health } = overview;
type SourceDay = Answer<'get', '/sources/days'>['items'][number];

/** What failed in the night, by code and one by one; and how the sources answered in thirty days. */
export function FetchErrors({ code: only, ...paging }: PanelProps & { readonly code: string }): ReactNode {
  const { asOf, page, limit } = paging;
  const query = useAnswer('/fetch/errors', { query: { ...asOf, page, limit, ...(only && { code: only }) } });
  return (
    <>
      <SourceHealth asOf={asOf} />
      {query.data && (query.data.codes.length > 0 || only !== '') && (
        <figure className="max-w-xl p-3">
          <BarTable
            caption={columns.code}
            of={columns.code}
            count={overview.rows.target}
            rows={query.data.codes.map(({ code, targets }) => [code, targets])}
            link={(code, name) => (
              <Link to="/" search={(before) => ({ ...before, code, page: 1 })} resetScroll={false}>
                {name}
              </Link>
            )}
          />
          {only !== '' && (
            <Link to="/" search={(before) => ({ ...before, code: '', page: 1 })} resetScroll={false}>
              {overview.allCodes}
            </Link>
          )}
        </figure>
      )}
      <Counted query={query} paging={paging} empty={only === '' ? overview.empty.fetch : overview.empty.fetchOf(only)}>
        {(rows) => (
          <ShortTable
            caption={overview.cards.fetch_errors}
            rows={rows}
            keyOf={({ run_id: run, target, dataset }) => `${run} ${dataset} ${target}`}
            columns={[
              {
                title: columns.ticker,
                cell: ({ ticker, target }) =>
                  ticker ? (
                    <Link to="/tickers/$ticker" params={{ ticker }} className="font-medium">
                      {ticker}
                    </Link>
                  ) : (
                    target
                  ),
              },
              { title: columns.dataset, cell: ({ dataset }) => dataset },
              {
                title: columns.code,
                cell: ({ code }) => <span className="font-mono text-[12px]">{code ?? absent}</span>,
              },
              { title: columns.message, cell: ({ message }) => message ?? absent },
              { title: columns.tries, isNumber: true, cell: ({ tries }) => whole(tries) },
              {
                title: columns.run,
                cell: ({ run_id: id }) => (
                  <Link to="/runs/$id" params={{ id }} className="font-mono text-[12px]">
                    {id}
                  </Link>
                ),
              },
              { title: columns.at, cell: ({ failed_at: at }) => <Time at={at} /> },
            ]}
          />
        )}
      </Counted>
    </>
  );
}

/** Beyond it an answer is slow: three nights in a row are an alert. */
const slowMs = 10_000;

function SourceHealth({ asOf }: { asOf: PanelProps['asOf'] }): ReactNode {
  const query = useAnswer('/sources/days', { query: { ...asOf, days: 30 } });
  return (
    <div className="border-line border-b p-3">
      <h3 className="mb-1 font-medium text-quiet">{health.title}</h3>
      <Answered query={query} rows={4}>
        {({ items }) => (
          <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2 xl:grid-cols-4">
            {[...Map.groupBy(items, ({ source }) => source)].map(([source, days]) => (
              <SourceLine key={source} source={source} days={days} />
            ))}
          </div>
        )}
      </Answered>
      <p className="mt-1 text-[12px] text-quiet">{health.limit}</p>
    </div>
  );
}

const size = { width: 240, height: 40 };

/** P95 of a source day by day as a line, and its failures as marks below. */
function SourceLine({ source, days }: { source: string; days: readonly SourceDay[] }): ReactNode {
  const sorted = days.toSorted((one, other) => (one.day < other.day ? -1 : 1));
  const values = sorted.map(({ p95_ms: p95 }) => p95);
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const max = Math.max(slowMs * 1.1, high);
  const failures = sorted.reduce((sum, day) => sum + day.failures, 0);
  const requests = sorted.reduce((sum, day) => sum + day.requests, 0);
  const limitY = size.height - (slowMs / max) * size.height;
  return (
    <figure
      aria-label={
        known.length === 0 ? `${source}: ${health.none}` : health.sentence(source, duration(low), duration(high))
      }
    >
      <figcaption className="flex justify-between gap-2">
        <span className="font-medium">{source}</span>
        <span className={failures > 0 ? 'text-warn' : 'text-quiet'}>
          {whole(failures)} / {whole(requests)}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        className="h-10 w-full"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <line
          x1="0"
          x2={size.width}
          y1={limitY}
          y2={limitY}
          className="stroke-bad-mark"
          strokeDasharray="4 3"
          vectorEffect="non-scaling-stroke"
        />
        <path
          d={lineOf(values, { ...size, max })}
          className="fill-none stroke-data [stroke-linecap:round]"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="text-[12px] text-quiet">
        {known.length === 0 ? health.none : `${health.p95} ${duration(known.at(-1))}`}
      </p>
    </figure>
  );
}
