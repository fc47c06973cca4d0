import { getRouteApi, Link } from '@tanstack/react-router';
import type { SourceView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { PauseFacts } from '../../components/pause-facts.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { duration, pace, whole } from '../../format/numbers.ts';
import { frame } from '../../strings/frame.ts';
import { sources } from '../../strings/sources.ts';
import { type SourceAction, SourceActions, SourceDialog } from './actions.tsx';

const route = getRouteApi('/sources');

/** May we ask? One source alone where the URL names it. */
export default function SourcesPage(): ReactNode {
  const { source: named } = route.useSearch();
  const all = useAnswer('/sources', {});
  const items = all.data?.items.filter(({ id }) => named === '' || id === named);
  const query = { ...all, data: items && { items } };
  const [asked, setAsked] = useState<SourceAction | null>(null);
  const columns: Column<SourceView>[] = [
    ...facts,
    {
      id: 'actions',
      title: frame.actions,
      cell: (source) => <SourceActions source={source} onAsk={setAsked} />,
    },
  ];
  return (
    <>
      <PageHeader title={sources.title} remark={sources.remark} />
      <div className="card">
        <AnsweredTable
          query={query}
          skeleton={8}
          caption={sources.caption}
          columns={columns}
          keyOf={({ id }) => id}
          tools={named !== '' && <Link to="/sources">{sources.all}</Link>}
          empty={<Empty>{sources.nothing}</Empty>}
        />
      </div>
      {asked && <SourceDialog asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

const facts: Column<SourceView>[] = [
  {
    id: 'source',
    title: sources.columns.source,
    isHead: true,
    cell: ({ id, name }) => (
      <span className="sm:whitespace-nowrap">
        {name} <span className="font-mono text-[12px] text-quiet sm:block">{id}</span>
      </span>
    ),
  },
  { id: 'state', title: sources.columns.state, cell: (source) => <SourceState source={source} /> },
  {
    id: 'pace',
    title: sources.columns.pace,
    cell: ({ pace: now, max_pace: most }) => (
      <>
        <span className="whitespace-nowrap">{pace(now)}</span>{' '}
        <span className="whitespace-nowrap text-quiet">/ {pace(most)}</span>
      </>
    ),
  },
  { id: 'quota', title: sources.columns.quota, cell: ({ quota }) => <Quota quota={quota} /> },
  {
    id: 'open',
    title: sources.columns.open,
    isNumber: true,
    cell: ({ waiting, queued, running }) => [waiting, queued, running].map(whole).join(' · '),
  },
  {
    id: 'latency',
    title: sources.columns.latency,
    isNumber: true,
    cell: ({ last_hour: { p50_ms: p50, p95_ms: p95 } }) => `${duration(p50)} · ${duration(p95)}`,
  },
  {
    id: 'failures',
    title: sources.columns.failures,
    isNumber: true,
    cell: ({ last_day: { failures, requests } }) => (
      <span className={failures > 0 ? 'text-warn' : 'text-quiet'}>
        {sources.ofRequests(whole(failures), whole(requests))}
      </span>
    ),
  },
  { id: 'total', title: sources.columns.total, isNumber: true, isExtra: true, cell: ({ requests }) => whole(requests) },
];

function SourceState({ source }: { source: SourceView }): ReactNode {
  const { enabled, state, quiet_until: until, quiet_reason: reason, direct_since: direct } = source;
  if (!enabled)
    return (
      <>
        <State state="off" /> <span className="block text-[12px] text-quiet">{sources.off}</span>
      </>
    );
  return (
    <>
      <State state={state} />{' '}
      <span className="text-quiet">
        {state === 'paused' && (
          <PauseFacts by={source.paused_by} reason={source.pause_reason} until={source.pause_until} />
        )}
        {state === 'quiet' && until && (
          <>
            {sources.until} <Time at={until} />
            {reason && `: ${reason}`}
          </>
        )}
        {direct && ` ${sources.directly}`}
      </span>
    </>
  );
}

/** What is used of a quota, as a bar and in words. */
function Quota({ quota }: { quota: SourceView['quota'] }): ReactNode {
  if (!quota) return <span className="text-quiet">{sources.none}</span>;
  const { used, limit, resets_at: resetsAt } = quota;
  const share = limit === 0 ? 1 : Math.min(1, used / limit);
  return (
    <span className="inline-grid min-w-32 gap-0.5">
      <span>
        {whole(used)} / {whole(limit)}{' '}
        {share === 1 && (
          <span className="text-warn">
            {sources.resets} <Time at={resetsAt} far={false} />
          </span>
        )}
      </span>
      <span aria-hidden="true" className="h-1 rounded bg-sunken">
        <span
          className={`block h-1 rounded ${share > 0.9 ? 'bg-warn-mark' : 'bg-data'}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
    </span>
  );
}
