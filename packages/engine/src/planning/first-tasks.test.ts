import { expect } from 'chai';
import { firstTasks, type Opened } from './first-tasks.ts';
import type { SourceChoice } from './source-choice.ts';

const choice: SourceChoice = {
  enabled: new Set(['yahoo']),
  open: new Set(['yahoo']),
  preference: null,
  left: new Map(),
};
const opened = (id: number, priority: number): Opened => ({
  id: BigInt(id),
  target: String(id),
  tickers: [`T${id}`],
  params: { symbol: `T${id}`, mic: 'XNYS' },
  priority,
});
const quotesOf = (targets: readonly Opened[]) => firstTasks({ id: 7n, dataset: 'quotes' }, targets, choice);
const batches = (targets: readonly Opened[]) => quotesOf(targets).map(({ targetIds }) => targetIds.map(Number));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the first tasks of a run', () => {
  it('ask for as many targets as the source answers for at once, and for the rest in one more', () => {
    const targets = range(1, 101).map((id) => opened(id, 20));
    expect(batches(targets.slice(0, 50))).to.deep.equal([range(1, 50)]);
    expect(batches(targets.slice(0, 51))).to.deep.equal([range(1, 50), [51]]);
    expect(batches(targets)).to.deep.equal([range(1, 50), range(51, 100), [101]]);
    expect(batches([])).to.deep.equal([]);
  });

  it('never put two classes of priority into one request', () => {
    const targets = [opened(1, 29), opened(2, 30), opened(3, 20), opened(4, 39), opened(5, 40)];
    expect(batches(targets)).to.deep.equal([[1, 3], [2, 4], [5]]);
    expect(quotesOf(targets).map(({ priority }) => priority)).to.deep.equal([20, 30, 40]);
  });

  it('name all that one request asks for, in its label and in its input', () => {
    const [task] = quotesOf([opened(1, 20), opened(2, 21)]);
    expect(task).to.include({ runId: 7n, parentId: null, source: 'yahoo', label: 'T1, T2', priority: 20 });
    expect(task?.input).to.deep.equal({
      targets: [1, 2].map((id) => ({ symbol: `T${id}`, mic: 'XNYS', instrument: String(id) })),
    });
  });

  it('ask for what knows no batches one by one', () => {
    const params = { since: '2026-11-01', maxFilings: 10 };
    const companies = [1, 2].map((cik) => ({ ...opened(cik, 20), target: `000000000${cik}`, params }));
    const tasks = firstTasks({ id: 7n, dataset: 'insider-trades' }, companies, choice);
    expect(tasks.map(({ targetIds }) => targetIds)).to.deep.equal([[1n], [2n]]);
  });
});
