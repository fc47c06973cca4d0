import { expect } from 'chai';
import { gapTasks, type OpenedForGaps, withRequests } from './gap-tasks.ts';
import type { SourceChoice } from './source-choice.ts';

const choice: SourceChoice = {
  enabled: new Set(['yahoo']),
  open: new Set(['yahoo']),
  preference: null,
  left: new Map(),
};
const gap = (symbol: string, from: string, to: string) => ({
  symbol,
  mic: 'XNAS',
  from,
  to,
  settledTo: '2026-11-20',
  wholeFrom: '2020-01-02',
});
const opened = (id: number, priority: number, ...gaps: [from: string, to: string][]): OpenedForGaps => ({
  id: BigInt(id),
  target: String(100 + id),
  tickers: [`T${id}`],
  params: { ...gap(`T${id}`, '2020-01-02', '2026-11-20'), isGap: true },
  priority,
  requests: gaps.map(([from, to]) => gap(`T${id}`, from, to)),
});
const tasks = (...targets: OpenedForGaps[]) => gapTasks({ id: 7n, dataset: 'daily-prices' }, targets, choice);

describe('the tasks of targets with gaps', () => {
  const one = opened(1, 90, ['2026-01-02', '2026-02-27'], ['2025-01-02', '2025-02-28'], ['2024-01-02', '2024-02-28']);
  const other = opened(2, 90, ['2026-03-02', '2026-03-31']);

  it('take the latest gap of every target before the second latest of any', () => {
    const order = tasks(one, other).map(({ label, input }) => [label, (input as { from: string }).from]);
    expect(order).to.deep.equal([
      ['T1', '2026-01-02'],
      ['T2', '2026-03-02'],
      ['T1', '2025-01-02'],
      ['T1', '2024-01-02'],
    ]);
  });

  it('are of their target, and step by step behind within its class', () => {
    expect(
      tasks(one).map(({ targetIds, priority, runId, parentId }) => ({ targetIds, priority, runId, parentId })),
    ).to.deep.equal([90, 91, 92].map((priority) => ({ targetIds: [1n], priority, runId: 7n, parentId: null })));
  });

  it('never leave the class, whose last step is for the throttled', () => {
    const years = Array.from({ length: 12 }, (_, year): [string, string] => [
      `${2010 + year}-01-04`,
      `${2010 + year}-12-30`,
    ]);
    expect(tasks(opened(3, 20, ...years)).map(({ priority }) => priority)).to.deep.equal([
      20, 21, 22, 23, 24, 25, 26, 27, 28, 28, 28, 28,
    ]);
  });
});

describe('open targets by the requests that they lead to', () => {
  /** Nothing is read where the gaps are known. */
  const noDatabase = undefined as never;
  const now = new Date('2026-11-20T22:00:00Z');

  it('are one request each in a dataset without backfills', async () => {
    const targets = [opened(1, 20)];
    expect(await withRequests(noDatabase, 'quotes', targets, now)).to.deep.equal({
      single: targets,
      several: [],
      done: [],
    });
  });

  it('are in parts, in one, or done, by what their parameters ask and what is missing', async () => {
    const several = opened(1, 90, ['2026-01-02', '2026-02-27']);
    const done = opened(2, 90);
    const params = { ...gap('T3', '2020-01-02', '2026-11-20'), isGap: true };
    const whole = { ...opened(3, 90), params: { ...params, isWhole: true } };
    const bars = { ...opened(4, 90), params: { ...params, isGap: false } };
    expect(await withRequests(noDatabase, 'daily-prices', [several, whole, done, bars], now)).to.deep.equal({
      single: [whole, bars],
      several: [several],
      done: [done],
    });
  });
});
