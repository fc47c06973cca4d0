import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state.tsx';
import { whole } from '../../format/numbers.ts';
import { dayAfter } from '../../format/times.ts';
import { nights as strings } from '../../strings/nights.ts';

type Nights = Answer<'get', '/runs/nights'>;
type Night = Nights['items'][number];

/** How the runs of each dataset went, night by night; each cell leads to the run that went worst. */
export function RunNights(): ReactNode {
  const query = useAnswer('/runs/nights', {});
  return (
    <Panel title={strings.title} aside={<span className="text-quiet">{strings.remark}</span>}>
      <Answered query={query} rows={6}>
        {(nights) => (nights.items.length === 0 ? <Empty>{strings.nothing}</Empty> : <HeatMap nights={nights} />)}
      </Answered>
    </Panel>
  );
}

function HeatMap({ nights: { from, to, items } }: { nights: Nights }): ReactNode {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day);
  return (
    <div className="relative overflow-x-auto">
      <table className="rows compact">
        <caption className="sr-only">{strings.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{strings.dataset}</th>
            {days.map((day) => (
              <th key={day} scope="col" className="text-center!" title={day}>
                <span aria-hidden="true">{day.slice(5)}</span>
                <span className="sr-only">{day}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...Map.groupBy(items, ({ dataset }) => dataset)].map(([dataset, cells]) => (
            <tr key={dataset}>
              <th scope="row">
                <Link to="/runs" search={{ dataset }}>
                  {dataset}
                </Link>
              </th>
              {days.map((day) => {
                const cell = cells.find(({ night }) => night === day);
                return (
                  <td key={day} className="text-center!">
                    {cell ? <Cell cell={cell} /> : <span className="text-quiet">·</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell: { dataset, night, runs: count, states, worst } }: { cell: Night }): ReactNode {
  const label = strings.label(
    dataset,
    night,
    Object.entries(states)
      .map(([state, of]) => `${whole(of)} ${state}`)
      .join(', '),
  );
  return (
    <Link
      to="/runs/$id"
      params={{ id: worst.run_id }}
      title={label}
      className="inline-flex min-h-6 min-w-6 items-center justify-center gap-0.5 rounded no-underline hover:bg-sunken"
    >
      <StateGlyph state={worst.state} />
      {count > 1 && (
        <span aria-hidden="true" className="text-[11px] text-quiet">
          {whole(count)}
        </span>
      )}
      <span className="sr-only">{label}</span>
    </Link>
  );
}
