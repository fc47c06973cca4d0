import { expect } from 'chai';
import { readAgain } from './read-again.ts';

const hour = 3_600_000;
const now = new Date('2026-11-20T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * hour);
const own = { secondReadingMs: 3 * hour };
const another = { otherPausesMs: [hour, 6 * hour] };

describe('a document that cannot be read', () => {
  const cases: [string, Parameters<typeof readAgain>[0], Parameters<typeof readAgain>[1], number | null, object][] = [
    ['read first, is read again hours later', own, null, 3, { others: 0, firstReadAt: now }],
    ['read twice within minutes, too', own, { others: 0, firstReadAt: ago(0.5) }, 2.5, { firstReadAt: ago(0.5) }],
    ['read twice, hours apart, is set aside', own, { others: 0, firstReadAt: ago(2) }, null, { firstReadAt: ago(2) }],
    ['of which another comes first, is asked again', another, null, 1, { others: 1, firstReadAt: null }],
    ['of which another comes again, later', another, { others: 1, firstReadAt: null }, 6, { others: 2 }],
    ['of which only others come, is told in the end', another, { others: 2, firstReadAt: null }, null, { others: 3 }],
    [
      'that comes at last and is unreadable, has its own second reading',
      own,
      { others: 2, firstReadAt: null },
      3,
      { others: 2 },
    ],
    ['that costs its worker, is not asked again', {}, { others: 1, firstReadAt: ago(9) }, null, { others: 1 }],
  ];
  for (const [what, reading, before, hours, rest] of cases) {
    it(what, () => {
      const { againAt, ...known } = readAgain(reading, before, now);
      expect(againAt && (againAt.getTime() - now.getTime()) / hour).to.equal(hours);
      expect(known).to.deep.include(rest);
    });
  }
});
