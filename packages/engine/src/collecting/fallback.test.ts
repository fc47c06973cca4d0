import type { SourceId } from '@tickermill/core';
import type { Claim, ServedTarget } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { fallbackTasks } from './fallback.ts';

const claim: Claim = {
  taskId: 9n,
  dispatch: 1,
  claim: 1,
  runId: 7n,
  source: 'yahoo',
  dataset: 'quotes',
  collector: 'yahoo-quotes',
  step: 'quote',
  input: {},
  label: 'T1, T2',
  documentKey: null,
  priority: 24,
  attempts: 0,
  throttles: 0,
  throttledForMs: 0,
  stalls: 0,
  loneStalls: 0,
};
const served = (id: number, params: ServedTarget['params'] = {}): ServedTarget => ({
  id: BigInt(id),
  target: String(id),
  kind: 'instrument',
  dataset: 'daily-prices',
  tickers: [],
  params: { symbol: `T${id}`, mic: 'XNYS', ...params },
  force: false,
  priority: 24,
  runId: 7n,
  ending: null,
});
const targetsOf = (of: Claim, count: number, isOwnFault: boolean) => {
  const targets = Array.from({ length: count }, (_, index) => served(index + 1));
  return fallbackTasks(of, targets, { isOwnFault, others: null }).map((task) => task.targets);
};

describe('what goes on in place of a task that failed', () => {
  it('halves a request for many that was refused for what it asked, down to one', () => {
    expect(targetsOf(claim, 5, true)).to.deep.equal([
      ['1', '2', '3'],
      ['4', '5'],
    ]);
    expect(targetsOf(claim, 3, true)).to.deep.equal([['1', '2'], ['3']]);
    expect(targetsOf(claim, 2, true)).to.deep.equal([['1'], ['2']]);
    expect(targetsOf(claim, 1, true)).to.deep.equal([]);
    const [half] = fallbackTasks(claim, [served(1), served(2)], { isOwnFault: true, others: null });
    expect(half).to.include({ runId: 7n, parentId: null, source: 'yahoo', priority: 24, label: 'T1, T2' });
    expect(half?.input).to.deep.equal({ targets: [{ symbol: 'T1', mic: 'XNYS', instrument: '1' }] });
  });

  it('halves nothing where the source is at fault, nor where no other is to be asked', () => {
    expect(targetsOf(claim, 2, false)).to.deep.equal([]);
  });

  it('asks the next collector of the chain for what failed alone', () => {
    const prices = { ...claim, dataset: 'daily-prices', collector: 'yahoo-daily-prices', step: 'chart' } as const;
    const sources: SourceId[] = ['yahoo', 'alpha-vantage'];
    const others = { enabled: new Set(sources), open: new Set(sources), preference: null };
    const days = {
      currency: null,
      from: '2026-11-01',
      to: '2026-11-18',
      settledTo: '2026-11-17',
      wholeFrom: '2024-11-18',
    };
    const alone = fallbackTasks(prices, [served(1, days)], { isOwnFault: true, others });
    expect(alone.map(({ collector, targets }) => [collector, targets])).to.deep.equal([
      ['alpha-vantage-daily-prices', ['1']],
    ]);
    const both = fallbackTasks(prices, [served(1, days), served(2, days)], { isOwnFault: false, others });
    expect(both.map(({ collector, targets }) => [collector, targets])).to.deep.equal([
      ['alpha-vantage-daily-prices', ['1']],
      ['alpha-vantage-daily-prices', ['2']],
    ]);
    const last = { ...prices, collector: 'alpha-vantage-daily-prices' };
    expect(fallbackTasks(last, [served(1, days)], { isOwnFault: true, others })).to.deep.equal([]);
  });
});
