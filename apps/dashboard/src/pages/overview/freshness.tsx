import type { FreshnessView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { inMinutes, percent } from '../../format/numbers.ts';
import { overview } from '../../strings/overview.ts';

const strings = overview.freshness;

/** Dataset by exchange: the last session that is there, its deadline, and by how much it was missed. */
export function Freshness(): ReactNode {
  const query = useAnswer('/freshness', {});
  return (
    <Panel title={strings.title} id="freshness">
      <Answered query={query} rows={5}>
        {({ items }) => (items.length === 0 ? <Empty>{strings.nothing}</Empty> : <Matrix items={items} />)}
      </Answered>
    </Panel>
  );
}

function Matrix({ items }: { items: readonly FreshnessView[] }): ReactNode {
  const exchanges = [...new Set(items.map(({ exchange }) => exchange))].toSorted();
  const datasets = [...Map.groupBy(items, ({ dataset }) => dataset)];
  return (
    <div className="overflow-x-auto">
      <table className="rows">
        <caption className="sr-only">{strings.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{strings.dataset}</th>
            {exchanges.map((exchange) => (
              <th key={exchange} scope="col">
                {exchange}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {datasets.map(([dataset, cells]) => (
            <tr key={dataset}>
              <th scope="row">{dataset}</th>
              {exchanges.map((exchange) => {
                const cell = cells.find((each) => each.exchange === exchange);
                return <td key={exchange}>{cell ? <Cell cell={cell} /> : <span className="text-quiet">–</span>}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: FreshnessView }): ReactNode {
  const { state, session, due_session: due, deadline, late_minutes: late, percent: share } = cell;
  const isLate = state === 'late' || state === 'critical';
  return (
    <span className="grid whitespace-nowrap">
      <span>
        <State state={state} word={session ?? strings.none} />
      </span>
      <span className="text-[12px] text-quiet">
        {isLate
          ? strings.late(inMinutes(late))
          : state === 'waiting' && (
              <>
                {due}: {strings.waiting(percent(share))} <Time at={deadline} far={false} />
              </>
            )}
      </span>
    </span>
  );
}
