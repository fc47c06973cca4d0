import type { AlertRow } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { inhibitorOf } from './inhibitions.ts';
import { alertKinds } from './kinds/index.ts';

const now = new Date('2026-11-20T22:00:00Z');
type Related = Pick<AlertRow, 'id' | 'kind' | 'source' | 'sources' | 'state' | 'closedAt'>;
const make = (kind: string, id: bigint, source: string | null = 'sec-edgar'): Related => ({
  id,
  kind,
  source,
  sources: source === null ? [] : [source],
  state: 'open',
  closedAt: null,
});
const kinds = Object.keys(alertKinds);
/** What an open alert of a kind explains, of those about the same source, or about another. */
const explained = (by: string, source = 'sec-edgar') =>
  kinds.filter((kind) => inhibitorOf(make(kind, 2n, source), [make(by, 1n)], now) === 1n);

describe('what explains what', () => {
  it('is the table: a full disk, then the queue, then a source', () => {
    const ofSource = [
      'deadline-missed',
      'dead-letters',
      'egress-direct',
      'index-overdue',
      'quota-low',
      'roll-up-red',
      'run-failed',
      'source-failing',
      'source-slow',
    ];
    const ofQueue = [
      'chore-failing',
      'deadline-missed',
      'index-overdue',
      'planner-stale',
      'roll-up-red',
      'run-failed',
      'source-quiet',
      'source-unreachable',
    ];
    const expected: Record<string, string[]> = {
      'disk-low': [...ofQueue, 'check-failed', 'queue-unreachable'].sort(),
      'queue-unreachable': ofQueue,
      'planner-stale': ['deadline-missed', 'roll-up-red'],
      'source-blocked': ofSource,
      'breaker-open': ofSource,
      'source-unreachable': ofSource,
      'source-quiet': ofSource,
      'quota-spent': ofSource,
      'source-paused': ofSource,
    };
    for (const by of kinds) expect(explained(by).sort(), by).to.deep.equal([...(expected[by] ?? [])].sort());
  });

  it('is of a source only where the other depends on it', () => {
    expect(explained('source-blocked', 'yahoo')).to.deep.equal([]);
    expect(explained('queue-unreachable', 'yahoo')).to.have.length(8);
    expect(inhibitorOf(make('run-failed', 2n, null), [make('source-blocked', 1n)], now)).to.equal(null);
    // A check of what is stored, and not of what was fetched, names no source.
    expect(inhibitorOf(make('roll-up-red', 2n, null), [make('queue-unreachable', 1n)], now)).to.equal(null);
  });

  it('lasts for 90 min after its end, and an alert explains no other of its own', () => {
    const over = (minutes: number): Related => ({
      ...make('source-blocked', 1n),
      state: 'closed',
      closedAt: new Date(now.getTime() - minutes * 60_000),
    });
    expect(inhibitorOf(make('run-failed', 2n), [over(89)], now)).to.equal(1n);
    expect(inhibitorOf(make('run-failed', 2n), [over(90)], now)).to.equal(null);
  });
});
