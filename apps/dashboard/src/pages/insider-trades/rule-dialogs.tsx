import type { WatchRuleView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field, Select } from '../../components/fields.tsx';
import { counted } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';
import { showToast } from '../../view/toasts.ts';
import { ruleInWords } from './rule-in-words.ts';

const { rules: words } = insiderTrades;
const roles = ['', 'director', 'officer', 'ten-percent-owner', 'other'] as const;
const listOf = (typed: string) => typed.split(/[\s,;]+/).filter((each) => each !== '');

/** Asks what is to be watched. */
export function AddRuleDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState({ tickers: '', watchlist: '', codes: '', value: '', insiders: '', days: '' });
  const [role, setRole] = useState<(typeof roles)[number]>('');
  const lists = useAnswer('/watchlists', {});
  const add = useChange('post', '/watch-rules', ({ id }) => {
    showToast({ tone: 'good', text: words.added(id) });
    onClose();
  });
  const set = (name: keyof typeof typed) => (value: string) => setTyped({ ...typed, [name]: value });
  const tickers = listOf(typed.tickers);
  const codes = listOf(typed.codes);
  const isCluster = typed.insiders !== '' || typed.days !== '';
  return (
    <AskDialog
      title={words.addTitle}
      confirm={words.add}
      change={add}
      onConfirm={() =>
        add.mutate({
          body: {
            ...(tickers.length > 0 && { tickers }),
            ...(typed.watchlist && { watchlist: typed.watchlist }),
            ...(codes.length > 0 && { codes }),
            ...(typed.value.trim() && { min_value: typed.value.trim() }),
            ...(role && { roles: [role] }),
            ...(isCluster && { cluster: { insiders: Number(typed.insiders), days: Number(typed.days) } }),
          },
        })
      }
      onClose={onClose}
    >
      <p>{words.addTouches}</p>
      <Field
        label={words.fields.tickers}
        hint={words.fields.tickersHint}
        value={typed.tickers}
        onChange={set('tickers')}
        disabled={typed.watchlist !== ''}
      />
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={words.fields.watchlist}
          value={typed.watchlist}
          words={['', ...(lists.data?.items.map(({ name }) => name) ?? [])]}
          onChange={set('watchlist')}
        />
        <Select label={words.fields.role} value={role} words={roles} onChange={setRole} />
        <Field label={words.fields.codes} hint={words.fields.codesHint} value={typed.codes} onChange={set('codes')} />
        <Field
          label={words.fields.value}
          inputMode="decimal"
          pattern="\d+(\.\d+)?"
          value={typed.value}
          onChange={set('value')}
        />
        <Field
          label={words.fields.insiders}
          type="number"
          min={2}
          max={100}
          required={isCluster}
          value={typed.insiders}
          onChange={set('insiders')}
        />
        <Field
          label={words.fields.days}
          type="number"
          min={1}
          max={366}
          required={isCluster}
          value={typed.days}
          onChange={set('days')}
        />
      </div>
    </AskDialog>
  );
}

/** Asks before a rule is removed with what it matched. */
export function RemoveRuleDialog({ rule, onClose }: { rule: WatchRuleView; onClose: () => void }): ReactNode {
  const { id, matches } = rule;
  const remove = useChange('delete', '/watch-rules/{id}', () => {
    showToast({ tone: 'warn', text: words.removed(id) });
    onClose();
  });
  return (
    <AskDialog
      title={words.removeTitle(id)}
      confirm={words.remove}
      change={remove}
      onConfirm={() => remove.mutate({ params: { id } })}
      onClose={onClose}
    >
      <p className="font-medium">{ruleInWords(rule)}</p>
      <p>{words.removeTouches(counted(matches, 'match', 'matches'))}</p>
    </AskDialog>
  );
}
