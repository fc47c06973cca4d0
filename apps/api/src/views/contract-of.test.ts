import { expect } from 'chai';
import { contractOf } from './contract-of.ts';

describe('a value as the contracts have it', () => {
  it('has its names in snake_case, its instants and big numbers as text', () => {
    const at = new Date('2026-11-20T22:00:00Z');
    const row = {
      id: 7n,
      filedAt: at,
      endsAt: null,
      p50Ms: 1.5,
      is10b5_1: true,
      lastHour: { maxPace: [{ perMs: 1 }] },
    };
    expect(contractOf(row)).to.deep.equal({
      id: '7',
      filed_at: '2026-11-20T22:00:00.000Z',
      ends_at: null,
      p50_ms: 1.5,
      is_10b5_1: true,
      last_hour: { max_pace: [{ per_ms: 1 }] },
    });
  });

  it('keeps the order of its fields, and keys that are data', () => {
    const row = { tasksByState: { notOurs: 1 }, footnotes: { sharesAfter: ['F1'] }, createdBy: 'anna' };
    expect(JSON.stringify(contractOf(row))).to.equal(
      '{"tasks_by_state":{"notOurs":1},"footnotes":{"sharesAfter":["F1"]},"created_by":"anna"}',
    );
  });

  it('is a text, a number or nothing as it is', () => {
    expect(['text', 1, null, undefined, false].map(contractOf)).to.deep.equal(['text', 1, null, undefined, false]);
  });
});
