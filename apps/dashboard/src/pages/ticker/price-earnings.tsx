import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { lineOf } from '../../charts/scale.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { rounded } from '../../format/numbers.ts';
import { fundamentals as words } from '../../strings/fundamentals.ts';

const size = { width: 600, height: 120 };

/** The line of a stock's price over its earnings, with a table of it. */
export function PriceEarnings({ ticker }: { ticker: string }): ReactNode {
  const query = useAnswer('/fundamentals/{ticker}/metrics/daily', { params: { ticker }, query: { metric: 'pe' } });
  return (
    <Panel title={words.chartTitle}>
      <Answered query={query} rows={5}>
        {({ items }) => (items.length < 2 ? <Empty>{words.chartNone}</Empty> : <Line days={items} />)}
      </Answered>
    </Panel>
  );
}

function Line({ days }: { days: readonly { readonly date: string; readonly value: string }[] }): ReactNode {
  const values = days.map(({ value }) => Number(value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [days[0]?.date ?? '', days.at(-1)?.date ?? ''];
  const text = (value: number) => rounded(String(value), 1);
  return (
    <figure aria-label={words.chart(first, last, text(low), text(high))} className="px-3 py-2.5">
      <svg
        viewBox={`0 -4 ${size.width} ${size.height + 8}`}
        preserveAspectRatio="none"
        className="h-32 w-full"
        aria-hidden="true"
      >
        <path
          d={lineOf(values, { ...size, max: high * 1.05 })}
          className="stroke-accent"
          fill="none"
          strokeWidth="1.8"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="flex justify-between text-[12px] text-quiet">
        <span>{first}</span>
        <span>
          {text(low)} – {text(high)}
        </span>
        <span>{last}</span>
      </p>
      <figcaption>
        <details className="mt-1">
          <summary className="cursor-pointer text-quiet">{words.chartTable}</summary>
          <ShortTable
            caption={words.chartTitle}
            rows={days.toReversed()}
            keyOf={({ date }) => date}
            columns={[
              { title: words.day, cell: ({ date }) => date },
              { title: words.metrics.pe, isNumber: true, cell: ({ value }) => rounded(value, 2) },
            ]}
          />
        </details>
      </figcaption>
    </figure>
  );
}
