import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state.tsx';
import { percent, whole } from '../../format/numbers.ts';
import { backfills } from '../../strings/backfills.ts';

const { years: words } = backfills;
type Year = Answer<'get', '/coverage'>['items'][number];

/** What is stored of each dataset year by year; a press takes what is missing of one into the form below. */
export function CoverageYears({
  onPick,
}: {
  onPick: (gap: { dataset: string; from: string; to: string }) => void;
}): ReactNode {
  const query = useAnswer('/coverage', {});
  return (
    <Panel title={words.title}>
      <Answered query={query} rows={2}>
        {({ items }) => <Table items={items} onPick={onPick} />}
      </Answered>
    </Panel>
  );
}

function Table({
  items,
  onPick,
}: {
  items: readonly Year[];
  onPick: (gap: { dataset: string; from: string; to: string }) => void;
}): ReactNode {
  if (items.every(({ due }) => due === 0)) return <Empty>{words.nothing}</Empty>;
  const datasets = [...new Set(items.map(({ dataset }) => dataset))];
  const years = [...new Set(items.map(({ year }) => year))];
  return (
    <div className="relative overflow-x-auto">
      <table className="rows compact">
        <caption className="sr-only">{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{backfills.columns.dataset}</th>
            {years.map((year) => (
              <th key={year} scope="col" className="number">
                {year}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <tr key={dataset}>
              <th scope="row">{dataset}</th>
              {years.map((year) => {
                const cell = items.find((each) => each.dataset === dataset && each.year === year);
                return (
                  <td key={year} className="number">
                    {cell && <Cell cell={cell} onPick={onPick} />}
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

/** A year of which nothing is stored was not asked for: that is no failure. */
const stateOf = ({ due, missing }: Year) =>
  missing === 0 ? 'covered' : missing === due ? 'absent' : missing * 20 > due ? 'missing' : 'partial';

function Cell({ cell, onPick }: { cell: Year; onPick: (gap: { dataset: string; from: string; to: string }) => void }) {
  const { dataset, year, instruments, incomplete, due, missing } = cell;
  if (due === 0) return <span className="text-quiet">–</span>;
  const share = percent(((due - missing) / due) * 100);
  const title = words.cell(whole(due - missing), whole(due), whole(incomplete), whole(instruments));
  const shown = (
    <>
      <StateGlyph state={stateOf(cell)} /> {share}
    </>
  );
  if (missing === 0) return <span title={title}>{shown}</span>;
  return (
    <button
      type="button"
      className="min-h-6 cursor-pointer text-accent hover:underline"
      title={title}
      onClick={() => onPick({ dataset, from: `${year}-01-01`, to: `${year}-12-31` })}
    >
      {shown}
      <span className="sr-only"> {words.pick(dataset, String(year))}</span>
    </button>
  );
}
