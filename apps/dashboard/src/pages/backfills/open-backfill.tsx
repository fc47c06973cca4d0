import { Link } from '@tanstack/react-router';
import type { BackfillView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Facts } from '../../components/facts.tsx';
import { Opened } from '../../components/opened.tsx';
import { Answered } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, percent, whole } from '../../format/numbers.ts';
import { days } from '../../format/times.ts';
import { backfills as words } from '../../strings/backfills.ts';
import { BackfillActions } from './actions.tsx';

const { columns } = words;
const progressMs = 5_000;

/** A backfill in full: how far, how fast, by which sources, until when. */
export function OpenBackfill({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useAnswer(
    '/backfills/{id}',
    { params: { id } },
    { everyMs: ({ finished_at: at }) => at === null && progressMs },
  );
  return (
    <Opened title={words.backfill(id)} onClose={onClose}>
      <Answered query={query} rows={8}>
        {(backfill) => <Backfill backfill={backfill} />}
      </Answered>
    </Opened>
  );
}

function Backfill({ backfill }: { backfill: BackfillView }): ReactNode {
  const { id, state, ending, rows_per_second: speed, ends_at: ends, finished_at: finished, sources } = backfill;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-3 pt-2.5">
        <BackfillActions backfill={backfill} />
        <Link to="/runs/$id" params={{ id }}>
          {words.toRun}
        </Link>
      </div>
      {ending && <p className="px-3 pt-2 text-warn">{words.ending}</p>}
      <Facts
        facts={[
          [columns.state, <State key="state" state={state} />],
          [columns.progress, percent(backfill.percent)],
          [columns.days, days(backfill)],
          [columns.rows, whole(backfill.rows_stored)],
          [columns.speed, speed === null ? absent : speed.toFixed(1)],
          [columns.created, <Time key="created" at={backfill.created_at} />],
          finished
            ? [columns.finished, <Time key="finished" at={finished} />]
            : [columns.ends, ends ? <Time key="ends" at={ends} /> : words.sources.unknown],
        ]}
      />
      <div className="grid grid-cols-2 gap-6 border-line border-t px-3 py-2.5">
        <Counts title={words.byState.targets} counts={backfill.targets_by_state} />
        <Counts title={words.byState.tasks} counts={backfill.tasks_by_state} />
      </div>
      {sources.length > 0 && (
        <div className="border-line border-t">
          <ShortTable
            caption={words.sources.caption}
            rows={sources}
            keyOf={({ source }) => source}
            columns={[
              { title: words.sources.source, cell: ({ source }) => source },
              { title: words.sources.made, isNumber: true, cell: ({ requests }) => whole(requests) },
              { title: words.sources.left, isNumber: true, cell: ({ left }) => whole(left) },
              {
                title: words.sources.ends,
                cell: ({ ends_at: at }) => (at ? <Time at={at} far={false} /> : words.sources.unknown),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}

const Counts = ({ title, counts }: { title: string; counts: Readonly<Record<string, number>> }) => (
  <div>
    <h3 className="mb-1 font-medium text-quiet">{title}</h3>
    <ul>
      {Object.entries(counts).map(([state, count]) => (
        <li key={state} className="flex justify-between gap-3">
          <State state={state} /> {whole(count)}
        </li>
      ))}
    </ul>
  </div>
);
