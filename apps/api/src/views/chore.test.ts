import type { ChoreState } from '@tickermill/store/fleet';
import { expect } from 'chai';
import { toChoreView } from './chore.ts';

describe('the view of a maintenance chore', () => {
  const now = new Date('2026-11-20T22:00:00Z');
  const chore: ChoreState = {
    name: 'old-events',
    holder: 'one',
    dueAt: now,
    runningSince: null,
    lastSuccessAt: null,
    durationMs: null,
    failures: 0,
    failuresTotal: 0,
    lastErrorAt: null,
    lastError: null,
  };
  const stateOf = (facts: Partial<ChoreState>) => toChoreView({ ...chore, ...facts }, now).state;
  const ago = (ms: number) => new Date(now.getTime() - ms);

  it('is failing from the third failure in a row', () => {
    expect(stateOf({ failures: 2 })).to.equal('ok');
    expect(stateOf({ failures: 3 })).to.equal('failing');
  });

  it('is late once it has been due for over two minutes', () => {
    expect(stateOf({ dueAt: ago(120_000) })).to.equal('ok');
    expect(stateOf({ dueAt: ago(120_001) })).to.equal('late');
    expect(stateOf({ dueAt: ago(120_001), runningSince: ago(120_000) }), 'it hangs').to.equal('late');
    expect(stateOf({ runningSince: ago(0) })).to.equal('running');
  });
});
