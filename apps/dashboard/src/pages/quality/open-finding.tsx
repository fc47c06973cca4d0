import { Link } from '@tanstack/react-router';
import type { FindingDetail } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { Evidence } from '../../components/evidence.tsx';
import { Facts } from '../../components/facts.tsx';
import { Notes } from '../../components/notes.tsx';
import { Opened } from '../../components/opened.tsx';
import { Answered } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { whole } from '../../format/numbers.ts';
import { quality } from '../../strings/quality.ts';
import { useKeys } from '../../view/keys.ts';
import { ExemptDialog, RecheckDialog, ResolveDialog } from './finding-dialogs.tsx';

const { actions, facts } = quality;
/** Checks whose findings are about a source, a schedule or an exchange. */
const notOfTickers = new Set(['api_latency', 'night_volume', 'qafail', 'late']);

/** A finding in full: its evidence, what was done for it, and what can be. */
export function OpenFinding({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useAnswer('/qa/findings/{id}', { params: { id } });
  const { data } = query;
  return (
    <Opened title={data ? quality.finding(data.symbol, data.check) : id} onClose={onClose}>
      <Answered query={query} rows={8}>
        {(finding) => <Finding finding={finding} />}
      </Answered>
      <div className="p-2.5">
        <Notes of={{ finding: id }} />
      </div>
    </Opened>
  );
}

function Finding({ finding }: { finding: FindingDetail }): ReactNode {
  const { symbol, remedy, details, history, resolved_as: how, run_id: run, exemption, note, resolved_by: by } = finding;
  return (
    <>
      <p className="px-3 pt-2.5">
        {remedy}{' '}
        {!notOfTickers.has(finding.check) && (
          <Link to="/tickers/$ticker" params={{ ticker: symbol }}>
            {quality.toTicker(symbol)}
          </Link>
        )}
      </p>
      <FindingActions finding={finding} />
      <Facts
        facts={[
          [facts.severity, <State key="severity" state={finding.severity} />],
          [facts.state, how ? quality.resolvedAs[how] : exemption ? 'exempt' : 'open'],
          [facts.day, finding.date],
          [facts.created, <Time key="created" at={finding.created_at} />],
          [facts.seen, <Time key="seen" at={finding.seen_at} />],
          [facts.times, whole(finding.times)],
          [facts.fetches, whole(finding.fetches)],
          ...(run
            ? [
                [
                  facts.run,
                  <Link key="run" to="/runs/$id" params={{ id: run }}>
                    {run}
                  </Link>,
                ] as const,
              ]
            : []),
          ...(by ? [[facts.by, by] as const] : []),
          ...(note ? [[facts.note, note] as const] : []),
          ...(exemption ? [[facts.exempt, `${exemption.until}: ${exemption.reason}`] as const] : []),
        ]}
      />
      <div className="border-line border-t px-3 py-2.5">
        <h3 className="mb-1 font-medium text-quiet">{quality.panels.evidence}</h3>
        <Evidence of={details} />
      </div>
      <div className="border-line border-t px-3 py-2.5">
        <h3 className="mb-1 font-medium text-quiet">{quality.panels.history}</h3>
        {history.length === 0 ? (
          <p className="text-quiet">{quality.noHistory}</p>
        ) : (
          <ol className="grid gap-1">
            {history.map(({ run_id: id, requested_at: at, state, sources }) => (
              <li key={id} className="flex flex-wrap gap-x-3">
                <Link to="/backfills" search={{ open: id }} className="font-mono">
                  {id}
                </Link>
                <State state={state ?? 'owed'} /> <Time at={at} />
                <span className="text-quiet">{quality.asked(sources.join(', '))}</span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </>
  );
}

function FindingActions({ finding }: { finding: FindingDetail }): ReactNode {
  const [asked, setAsked] = useState<'resolve' | 'exempt' | 'recheck' | null>(null);
  const { check, resolved_at: resolvedAt, exemption } = finding;
  const isOpen = resolvedAt === null && exemption === null;
  const close = () => setAsked(null);
  useKeys(isOpen ? { e: () => setAsked('resolve') } : {});
  const hasTicker = !notOfTickers.has(check);
  return (
    <div className="flex flex-wrap gap-2 px-3 pt-2.5">
      <Action isPrimary because={isOpen ? null : actions.isResolved} onClick={() => setAsked('resolve')}>
        {actions.resolve}
      </Action>
      <Action because={hasTicker ? null : actions.noTicker} onClick={() => setAsked('exempt')}>
        {actions.exempt}
      </Action>
      <Action because={hasTicker ? null : actions.notPrices} onClick={() => setAsked('recheck')}>
        {actions.recheck}
      </Action>
      {asked === 'resolve' && <ResolveDialog finding={finding} onClose={close} />}
      {asked === 'exempt' && <ExemptDialog finding={finding} onClose={close} />}
      {asked === 'recheck' && <RecheckDialog finding={finding} onClose={close} />}
    </div>
  );
}
