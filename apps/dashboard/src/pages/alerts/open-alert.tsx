import { Link } from '@tanstack/react-router';
import type { AlertDetail } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { Facts } from '../../components/facts.tsx';
import { Opened } from '../../components/opened.tsx';
import { Answered } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { alerts } from '../../strings/alerts.ts';
import { useKeys } from '../../view/keys.ts';
import { AckDialog, SilenceDialog } from './dialogs.tsx';

const { actions, facts } = alerts;

/** An alert in full: what it says, who was told, what can be done. */
export function OpenAlert({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useAnswer('/alerts/{id}', { params: { id } });
  return (
    <Opened title={query.data?.headline ?? alerts.alert(id)} onClose={onClose}>
      <Answered query={query} rows={8}>
        {(alert) => <Alert alert={alert} />}
      </Answered>
    </Opened>
  );
}

const heading = 'mb-1 font-medium text-quiet';

function Alert({ alert }: { alert: AlertDetail }): ReactNode {
  const { evidence, next, runbook, members, deliveries, held_by: heldBy, ticker } = alert;
  return (
    <>
      <AlertButtons alert={alert} />
      <div className="grid gap-2 px-3 py-2.5">
        {evidence.length > 0 && (
          <div>
            <h3 className={heading}>{alerts.evidence}</h3>
            <ul className="grid gap-0.5">
              {evidence.map((line) => (
                <li key={line} className="break-words">
                  {line}
                </li>
              ))}
            </ul>
          </div>
        )}
        {(next || alert.action) && (
          <div>
            <h3 className={heading}>{alerts.next}</h3>
            {next && <p>{next}</p>}
            {alert.action && <p>{alert.action}</p>}
          </div>
        )}
        {runbook && (
          <p>
            <a href={runbook.replace(/^docs/, '')}>{alerts.runbook}</a>
          </p>
        )}
        {members.length > 0 && (
          <p>
            {alerts.members(counted(members.length, 'thing'))}: {members.join(', ')}
          </p>
        )}
        {heldBy && (
          <p>
            {alerts.heldBy}{' '}
            <Link to="/alerts" from="/alerts" search={(before) => ({ ...before, open: heldBy })}>
              {alerts.alert(heldBy)}
            </Link>
          </p>
        )}
      </div>
      <div className="border-line border-t">
        <Facts facts={factsOf(alert, ticker)} />
      </div>
      <div className="border-line border-t px-3 py-2.5">
        <h3 className={heading}>{alerts.deliveries}</h3>
        {deliveries.length === 0 ? <p className="text-quiet">{alerts.noDeliveries}</p> : <Deliveries of={deliveries} />}
      </div>
    </>
  );
}

function factsOf(alert: AlertDetail, ticker: string | null): [string, ReactNode][] {
  const { severity, state, kind, cause, opened_at: opened, closed_at: closed, count } = alert;
  const { acked_at: acked, acked_by: by, ack_note: note, source, dataset, check } = alert;
  return [
    [facts.severity, <State key="severity" state={severity} />],
    [facts.state, state],
    [facts.count, whole(count)],
    [facts.opened, <Time key="opened" at={opened} />],
    ...(closed ? [[facts.closed, <Time key="closed" at={closed} />] as [string, ReactNode]] : []),
    ...(acked
      ? [
          [
            facts.acked,
            <>
              <Time at={acked} /> {by && alerts.ackedBy(by)} {note}
            </>,
          ] as [string, ReactNode],
        ]
      : []),
    [facts.kind, kind],
    [facts.cause, cause],
    ...(source ? [[facts.source, source] as [string, ReactNode]] : []),
    ...(dataset ? [[facts.dataset, dataset] as [string, ReactNode]] : []),
    ...(check ? [[facts.check, check] as [string, ReactNode]] : []),
    ...(ticker
      ? [
          [
            facts.ticker,
            <Link key="ticker" to="/tickers/$ticker" params={{ ticker }}>
              {ticker}
            </Link>,
          ] as [string, ReactNode],
        ]
      : []),
  ];
}

const deliveryStates = { queued: 'queued', sent: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

const Deliveries = ({ of }: { of: AlertDetail['deliveries'] }) => (
  <ul className="grid gap-1">
    {of.map(({ id, channel, kind, state, created_at: created, sent_at: sent, error }) => (
      <li key={id} className="flex flex-wrap gap-x-2">
        <State state={deliveryStates[state]} word={state} /> {alerts.delivery(kind, channel)}{' '}
        <Time at={sent ?? created} />
        {error && <span className="break-words text-bad">{error}</span>}
      </li>
    ))}
  </ul>
);

function AlertButtons({ alert }: { alert: AlertDetail }): ReactNode {
  const [asked, setAsked] = useState<'ack' | 'silence' | null>(null);
  const { state, acked_by: by, acked_at: at } = alert;
  const because = state === 'closed' ? actions.isClosed : at ? actions.isAcked(by ?? '') : null;
  useKeys(because === null ? { e: () => setAsked('ack') } : {});
  const close = () => setAsked(null);
  return (
    <div className="flex flex-wrap gap-2 px-3 pt-2.5">
      <Action isPrimary because={because} onClick={() => setAsked('ack')}>
        {actions.ack}
      </Action>
      <Action onClick={() => setAsked('silence')}>{actions.silence}</Action>
      {asked === 'ack' && <AckDialog alert={alert} onClose={close} />}
      {asked === 'silence' && <SilenceDialog of={alert} onClose={close} />}
    </div>
  );
}
