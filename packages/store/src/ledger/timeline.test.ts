import { expect } from 'chai';
import { phasesOf, type RequestSpan } from './timeline.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 3, 0, second));
const span = (from: number, to: number | null): RequestSpan => ({
  from: at(from),
  to: to === null ? null : at(to),
  requests: 3,
  failed: 1,
  sources: ['sec-edgar'],
});
const told = (phases: ReturnType<typeof phasesOf>) =>
  phases.map(({ kind, from, to }) => [kind, from.getUTCSeconds(), to?.getUTCSeconds() ?? null]);
const run = { createdAt: at(0), plannedAt: at(2), finishedAt: at(50) };

describe('the phases of a run', () => {
  it('follow one another from its creation to its end', () => {
    expect(told(phasesOf(run, [span(3, 10), span(30, 49)]))).to.deep.equal([
      ['planning', 0, 2],
      ['idle', 2, 3],
      ['requests', 3, 10],
      ['idle', 10, 30],
      ['requests', 30, 49],
      ['ending', 49, 50],
    ]);
  });

  it('end with what goes on', () => {
    const open = { ...run, finishedAt: null };
    expect(told(phasesOf({ ...open, plannedAt: null }, []))).to.deep.equal([['planning', 0, null]]);
    expect(told(phasesOf(open, []))).to.deep.equal([
      ['planning', 0, 2],
      ['idle', 2, null],
    ]);
    expect(told(phasesOf(open, [span(2, null)]))).to.deep.equal([
      ['planning', 0, 2],
      ['requests', 2, null],
    ]);
  });

  it('are those of its requests where these began before all was planned', () => {
    expect(told(phasesOf({ ...run, plannedAt: at(20) }, [span(5, 50)]))).to.deep.equal([
      ['planning', 0, 5],
      ['requests', 5, 50],
    ]);
  });

  it('are its planning and its end where it requested nothing', () => {
    expect(told(phasesOf(run, []))).to.deep.equal([
      ['planning', 0, 2],
      ['ending', 2, 50],
    ]);
    expect(told(phasesOf({ ...run, plannedAt: null }, []))).to.deep.equal([['planning', 0, 50]]);
  });
});
