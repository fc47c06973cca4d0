import { Link } from '@tanstack/react-router';
import type { RunView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { StateGlyph } from '../../components/state.tsx';
import { overview } from '../../strings/overview.ts';

const strings = overview.runs;
const shown = 7;

/** The last seven runs of each dataset, the latest last; one that runs with its progress. */
export function LatestRuns(): ReactNode {
  const query = useAnswer('/runs', { query: { limit: 200 } });
  return (
    <Panel title={strings.title} aside={<Link to="/runs">{strings.more}</Link>}>
      <Answered query={query} rows={6}>
        {({ items }) => {
          const datasets = [...Map.groupBy(items, ({ dataset }) => dataset)];
          if (datasets.length === 0) return <Empty>{strings.nothing}</Empty>;
          return (
            <table className="rows compact">
              <caption className="sr-only">{strings.caption}</caption>
              <thead className="sr-only">
                <tr>
                  <th scope="col">{strings.dataset}</th>
                  <th scope="col">{strings.runs}</th>
                  <th scope="col">{strings.running}</th>
                </tr>
              </thead>
              <tbody>
                {datasets.map(([dataset, runs]) => (
                  <Row key={dataset} dataset={dataset} runs={runs.slice(0, shown).toReversed()} />
                ))}
              </tbody>
            </table>
          );
        }}
      </Answered>
    </Panel>
  );
}

function Row({ dataset, runs }: { dataset: string; runs: readonly RunView[] }): ReactNode {
  const running = runs.filter(({ finished_at: at }) => at === null).at(-1);
  return (
    <tr>
      <th scope="row">
        <Link to="/runs" search={{ dataset }}>
          {dataset}
        </Link>
      </th>
      <td>
        <span className="flex">
          {runs.map(({ id, state, paused }) => (
            <Link
              key={id}
              to="/runs/$id"
              params={{ id }}
              title={strings.label(id, state)}
              className="grid min-h-6 min-w-6 place-items-center no-underline hover:bg-sunken"
            >
              <StateGlyph state={paused ? 'paused' : state} />
              <span className="sr-only">{strings.label(id, state)}</span>
            </Link>
          ))}
        </span>
      </td>
      <td className="number">{running && <RunProgress run={running} />}</td>
    </tr>
  );
}
