import type { PortfolioView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field, Select } from '../../components/fields.tsx';
import { counted } from '../../format/numbers.ts';
import { portfolios } from '../../strings/portfolios.ts';
import { showToast } from '../../view/toasts.ts';

const { trades: words } = portfolios;

export function AddPortfolioDialog({
  onMade,
  onClose,
}: {
  onMade: (name: string) => void;
  onClose: () => void;
}): ReactNode {
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState('USD');
  const [method, setMethod] = useState<PortfolioView['method']>('fifo');
  const add = useChange('post', '/portfolios', (made) => {
    showToast({ tone: 'good', text: portfolios.added(made.name) });
    onClose();
    onMade(made.name);
  });
  return (
    <AskDialog
      title={portfolios.addTitle}
      confirm={portfolios.add}
      change={add}
      onConfirm={() => add.mutate({ body: { name: name.trim(), currency: currency.trim().toUpperCase(), method } })}
      onClose={onClose}
    >
      <p>{portfolios.addTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        <Field label={portfolios.name} required maxLength={100} value={name} onChange={setName} />
        <Field label={portfolios.currency} required maxLength={3} value={currency} onChange={setCurrency} />
        <Select
          label={portfolios.method}
          value={method}
          words={['fifo', 'average']}
          names={portfolios.methods}
          onChange={setMethod}
        />
      </div>
    </AskDialog>
  );
}

export function RemovePortfolioDialog({
  portfolio: { name, trades },
  onClose,
}: {
  portfolio: PortfolioView;
  onClose: () => void;
}): ReactNode {
  const remove = useChange('delete', '/portfolios/{name}', () => {
    showToast({ tone: 'warn', text: portfolios.removed(name) });
    onClose();
  });
  return (
    <AskDialog
      title={portfolios.removeTitle(name)}
      confirm={portfolios.remove}
      change={remove}
      onConfirm={() => remove.mutate({ params: { name } })}
      onClose={onClose}
    >
      <p>{portfolios.removeTouches(counted(trades, portfolios.trade))}</p>
    </AskDialog>
  );
}

type Kind = keyof typeof words.kinds;
type NumberName = 'quantity' | 'price' | 'amount' | 'fee';
const kinds = Object.keys(words.kinds) as Kind[];

/** The numbers that a kind has; those that may be left out are marked. */
const numbersOf: Readonly<Record<Kind, readonly (readonly [name: NumberName, isOptional: boolean])[]>> = {
  buy: [
    ['quantity', false],
    ['price', false],
    ['fee', true],
  ],
  sell: [
    ['quantity', false],
    ['price', false],
    ['fee', true],
  ],
  dividend: [['amount', false]],
  fee: [['amount', false]],
  'transfer-in': [
    ['quantity', false],
    ['price', true],
  ],
  'transfer-out': [['quantity', false]],
};

export function RecordTradeDialog({ name, onClose }: { name: string; onClose: () => void }): ReactNode {
  const [kind, setKind] = useState<Kind>('buy');
  const [fields, setFields] = useState<Partial<Record<NumberName | 'ticker' | 'on' | 'currency', string>>>({});
  const record = useChange('post', '/portfolios/{name}/trades', () => {
    showToast({ tone: 'good', text: words.recorded });
    onClose();
  });
  const given = (field: keyof typeof fields) => fields[field]?.trim() || undefined;
  const set = (field: keyof typeof fields) => (value: string) => setFields((before) => ({ ...before, [field]: value }));
  const send = () => {
    const numbers = numbersOf[kind].flatMap(([field]) => {
      const value = given(field);
      return value === undefined ? [] : [[field, value] as const];
    });
    const [ticker, currency] = [given('ticker'), given('currency')];
    record.mutate({
      params: { name },
      body: {
        kind,
        on: given('on') ?? '',
        ...(ticker && { ticker }),
        ...(currency && { currency }),
        ...Object.fromEntries(numbers),
      },
    });
  };
  return (
    <AskDialog
      title={words.recordTitle(name)}
      confirm={words.record}
      change={record}
      onConfirm={send}
      onClose={onClose}
    >
      <p>{words.recordTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        <Select label={words.columns.kind} value={kind} words={kinds} names={words.kinds} onChange={setKind} />
        <Field label={words.columns.day} type="date" required value={fields.on ?? ''} onChange={set('on')} />
        <Field
          label={words.columns.ticker}
          required={kind !== 'fee'}
          maxLength={25}
          value={fields.ticker ?? ''}
          onChange={set('ticker')}
        />
        {numbersOf[kind].map(([field, isOptional]) => (
          <Field
            key={field}
            label={words.columns[field]}
            inputMode="decimal"
            required={!isOptional}
            maxLength={25}
            value={fields[field] ?? ''}
            onChange={set(field)}
          />
        ))}
        <Field
          label={words.columns.currency}
          hint={words.currencyHint}
          maxLength={3}
          value={fields.currency ?? ''}
          onChange={set('currency')}
        />
      </div>
    </AskDialog>
  );
}

export function RemoveTradeDialog({ name, id, onClose }: { name: string; id: string; onClose: () => void }): ReactNode {
  const remove = useChange('delete', '/portfolios/{name}/trades/{id}', () => {
    showToast({ tone: 'warn', text: words.removed });
    onClose();
  });
  return (
    <AskDialog
      title={words.removeTitle}
      confirm={words.remove}
      change={remove}
      onConfirm={() => remove.mutate({ params: { name, id } })}
      onClose={onClose}
    >
      <p>{words.removeTouches}</p>
    </AskDialog>
  );
}
