import type { FindingView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field } from '../../components/fields.tsx';
import { counted } from '../../format/numbers.ts';
import { dayAfter } from '../../format/times.ts';
import { quality } from '../../strings/quality.ts';
import { useNow } from '../../view/now.ts';
import { showToast } from '../../view/toasts.ts';

const { actions } = quality;

interface FindingDialogProps {
  readonly finding: FindingView;
  readonly onClose: () => void;
}

/** Asks before a finding is resolved. */
export function ResolveDialog({ finding: { id, symbol, check }, onClose }: FindingDialogProps): ReactNode {
  const [note, setNote] = useState('');
  const of = quality.finding(symbol, check);
  const resolve = useChange('post', '/qa/findings/{id}/resolve', () => {
    showToast({ tone: 'good', text: actions.resolved(of) });
    onClose();
  });
  return (
    <AskDialog
      title={actions.resolveTitle(of)}
      confirm={actions.resolve}
      change={resolve}
      onConfirm={() => resolve.mutate({ params: { id }, body: note.trim() === '' ? {} : { note: note.trim() } })}
      onClose={onClose}
    >
      <p>{actions.resolveTouches}</p>
      <Field label={actions.note} value={note} onChange={setNote} maxLength={1_000} />
    </AskDialog>
  );
}

/** An exemption is for at most so many days. */
const longestDays = 366;

/** Asks before a ticker is exempted from a check. */
export function ExemptDialog({ finding: { symbol, check }, onClose }: FindingDialogProps): ReactNode {
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const [until, setUntil] = useState(() => dayAfter(today, 90));
  const exempt = useChange('post', '/qa/exemptions', (made) => {
    showToast({
      tone: 'good',
      text: actions.exempted(made.ticker, made.check, counted(made.findings, 'finding'), made.until),
    });
    onClose();
  });
  return (
    <AskDialog
      title={actions.exemptTitle(symbol, check)}
      confirm={actions.exempt}
      isReasonWanted
      change={exempt}
      onConfirm={(reason) => exempt.mutate({ body: { check, ticker: symbol, reason, until } })}
      onClose={onClose}
    >
      <p>{actions.exemptTouches}</p>
      <Field
        label={actions.until}
        type="date"
        required
        min={today}
        max={dayAfter(today, longestDays)}
        value={until}
        onChange={setUntil}
      />
    </AskDialog>
  );
}

/** So many days on both sides of that of a finding are asked for. */
const aroundDays = 10;

/** Asks before the prices around the day of a finding are requested anew. */
export function RecheckDialog({ finding: { symbol, date }, onClose }: FindingDialogProps): ReactNode {
  const recheck = useChange('post', '/prices/{ticker}/recheck', ({ run_id: run }) => {
    showToast({ tone: 'good', text: actions.rechecked(run), link: { href: `/runs/${run}`, text: actions.watch } });
    onClose();
  });
  return (
    <AskDialog
      title={actions.recheckTitle(symbol, date)}
      confirm={actions.recheck}
      change={recheck}
      onConfirm={() =>
        recheck.mutate({
          params: { ticker: symbol },
          query: { from: dayAfter(date, -aroundDays), to: dayAfter(date, aroundDays) },
        })
      }
      onClose={onClose}
    >
      <p>{actions.recheckTouches}</p>
    </AskDialog>
  );
}
