import { getRouteApi, Link } from '@tanstack/react-router';
import type { RunView, TargetView } from '@tickermill/core/contracts';
import { skipReason } from '@tickermill/core/skip-reasons';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { useBulk } from '../../components/bulk.tsx';
import type { Column } from '../../components/data-table.tsx';
import { AskWhy, Explanation } from '../../components/explanation.tsx';
import { Facts } from '../../components/facts.tsx';
import { Notes } from '../../components/notes.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { endedTasks, RunProgress, RunState } from '../../components/run-progress.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { duration, whole } from '../../format/numbers.ts';
import { runs } from '../../strings/runs.ts';
import { RunActions } from './actions.tsx';
import { Timeline } from './timeline.tsx';

const route = getRouteApi('/runs/$id');

/** A run: what it did, live while it runs. */
export default function RunPage(): ReactNode {
  const { id } = route.useParams();
  const { page, limit } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/runs/{id}', { params: { id } });
  const targets = useAnswer('/runs/{id}/targets', { params: { id }, query: { page, limit } });
  const { bar, ...bulk } = useBulk({
    actions: ['retry-targets'],
    filter: { run: id },
    rows: targets.data?.items,
    keyOf: (target) => target.id,
    nameOf: ({ target }) => target,
  });
  const { failed = 0, partial = 0 } = query.data?.report.targets_by_state ?? {};
  const canRetry = failed + partial > 0;
  return (
    <>
      <PageHeader
        title={runs.run(id)}
        remark={query.data && `${query.data.dataset} · ${query.data.trigger}`}
        actions={query.data && <RunActions run={query.data} />}
      />
      <div className="grid gap-3">
        <Panel title={runs.panels.report}>
          <Answered query={query} rows={5}>
            {(run) => <Report run={run} />}
          </Answered>
          <div className="border-line border-t">
            <Explanation of={{ run: id }} />
          </div>
        </Panel>
        {query.data && <Timeline run={query.data} />}
        <Panel title={runs.panels.targets}>
          <AnsweredTable
            query={targets}
            skeleton={8}
            caption={runs.panels.targets}
            columns={columns}
            keyOf={({ target }) => target}
            list={`${id} ${page} ${limit}`}
            {...(canRetry && { ...bulk, tools: bar })}
            empty={<Empty>{runs.noTargets}</Empty>}
            pages={{ page, limit, onChange: (to) => void navigate({ search: to, replace: true }) }}
          />
        </Panel>
        <Notes of={{ run: id }} />
      </div>
    </>
  );
}

function Report({ run }: { run: RunView }): ReactNode {
  const { report, created_at: createdAt, finished_at: finishedAt, retry_of: retryOf } = run;
  return (
    <>
      <Facts
        facts={[
          [runs.report.state, <RunState key="state" run={run} />],
          [
            runs.report.tasks,
            finishedAt === null ? (
              <RunProgress key="progress" run={run} />
            ) : (
              runs.ofTasks(whole(endedTasks(run)), whole(report.tasks))
            ),
          ],
          [runs.report.targets, whole(report.targets)],
          [runs.report.found, whole(report.found)],
          [runs.report.created, whole(report.created)],
          [runs.report.retried, whole(report.retried)],
          [runs.report.duration, duration(report.duration_ms)],
          [runs.report.created_at, <Time key="created" at={createdAt} />],
          ...(finishedAt ? [[runs.report.finished_at, <Time key="ended" at={finishedAt} />] as const] : []),
          ...(report.other_issuer > 0 ? [[runs.report.other, whole(report.other_issuer)] as const] : []),
        ]}
      />
      {retryOf && (
        <p className="px-3 pb-2">
          {runs.retryOf}{' '}
          <Link to="/runs/$id" params={{ id: retryOf }}>
            {runs.run(retryOf)}
          </Link>
        </p>
      )}
      <div className="grid gap-x-8 gap-y-3 border-line border-t px-3 py-2.5 sm:grid-cols-3">
        <Counts title={runs.byState} counts={report.targets_by_state} />
        <Counts title={runs.bySkip} counts={report.skipped} wordOf={skipReason} />
        <div>
          <h3 className="mb-1 font-medium text-quiet">{runs.panels.errors}</h3>
          {report.errors.length === 0 ? (
            <p className="text-quiet">{runs.noErrors}</p>
          ) : (
            <ul>
              {report.errors.map(({ code, tasks }) => (
                <li key={code} className="flex justify-between gap-3 font-mono text-[12.5px] text-bad">
                  {code} <span>{whole(tasks)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </>
  );
}

/** A target is open while it runs; the word alone means of a source that all is well. */
const targetWord = (state: string) => (state === 'open' ? 'running' : state);

/** Counts by a word; `words` explains it where it is no state. */
function Counts({
  title,
  counts,
  wordOf,
}: {
  title: string;
  counts: Readonly<Record<string, number>>;
  wordOf?: (word: string) => string;
}): ReactNode {
  const entries = Object.entries(counts);
  return (
    <div>
      <h3 className="mb-1 font-medium text-quiet">{title}</h3>
      {entries.length === 0 ? (
        <p className="text-quiet">–</p>
      ) : (
        <ul>
          {entries.map(([word, count]) => (
            <li key={word} className="flex justify-between gap-3">
              {wordOf ? (
                <span>
                  <span className="font-mono text-[12.5px]">{word}</span>{' '}
                  <span className="text-quiet">{wordOf(word)}</span>
                </span>
              ) : (
                <State state={targetWord(word)} />
              )}
              <span>{whole(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const columns: Column<TargetView>[] = [
  {
    id: 'target',
    title: runs.target.target,
    isHead: true,
    cell: ({ target }) => <span className="font-mono text-[12.5px]">{target}</span>,
  },
  {
    id: 'tickers',
    title: runs.target.tickers,
    cell: ({ tickers }) =>
      tickers.map((ticker, index) => (
        <span key={ticker}>
          {index > 0 && ', '}
          <Link to="/tickers/$ticker" params={{ ticker }}>
            {ticker}
          </Link>
        </span>
      )),
  },
  { id: 'state', title: runs.target.state, cell: ({ state }) => <State state={targetWord(state)} /> },
  { id: 'why', title: runs.target.why, cell: (target) => <Why target={target} /> },
  { id: 'found', title: runs.target.found, isNumber: true, cell: ({ found }) => whole(found) },
  { id: 'created', title: runs.target.created, isNumber: true, cell: ({ created }) => whole(created) },
  {
    id: 'started',
    title: runs.target.started,
    isExtra: true,
    cell: ({ started_at: at }) => (at ? <Time at={at} far={false} /> : '–'),
  },
  {
    id: 'ended',
    title: runs.target.ended,
    cell: ({ finished_at: at }) => (at ? <Time at={at} /> : '–'),
  },
];

/** Why a target was skipped or failed, on demand why it waits; nothing of one that is done. */
function Why({ target }: { target: TargetView }): ReactNode {
  const { id, state, skip_reason: reason, joined_run: joined, error_code: code, error_message: message } = target;
  if (code)
    return (
      <span className="text-bad">
        <span className="font-mono text-[12px]">{code}</span> {message}
      </span>
    );
  if (!reason) return state === 'done' ? null : <AskWhy of={{ target: id }} />;
  return (
    <span className="text-quiet">
      {skipReason(reason)}
      {joined && (
        <>
          {' · '}
          {runs.joined}{' '}
          <Link to="/runs/$id" params={{ id: joined }}>
            {runs.run(joined)}
          </Link>
        </>
      )}
    </span>
  );
}
