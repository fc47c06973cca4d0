import type { EndedTarget, OpenTask } from '@tickermill/store/ledger';
import { expect } from 'chai';
import type { DayFacts, SourceCondition } from './day-facts.ts';
import { explainDay } from './explain.ts';

/** A Friday, an hour after New York has closed. */
const now = new Date('2026-11-20T22:00:00Z');
const at = (time: string) => new Date(`2026-11-20T${time}Z`);

const nothing: DayFacts = {
  bar: null,
  isStopgap: false,
  isAbsent: false,
  firstDay: null,
  standing: null,
  open: null,
  last: null,
  lastAsked: null,
  deadLetter: null,
};
const task: OpenTask = {
  runId: 7n,
  taskId: 9n,
  source: 'yahoo',
  state: 'waiting',
  startedAt: null,
  notBefore: null,
  attempts: 0,
  errorCode: null,
  errorMessage: null,
  ahead: 0,
};
const standing: SourceCondition = {
  source: 'yahoo',
  quietUntil: null,
  quietReason: null,
  pausedAt: null,
  pausedBy: null,
  spentUntil: null,
};
const ended: EndedTarget = {
  runId: 7n,
  state: 'done',
  skipReason: null,
  errorCode: null,
  errorMessage: null,
  finishedAt: at('21:04:00'),
  source: 'yahoo',
};

function explain(facts: Partial<DayFacts>, date = '2026-11-18', instant = now) {
  const { sentence, because } = explainDay(
    { ...nothing, ...facts },
    { ticker: 'AAPL', date, mic: 'XNYS', now: instant },
  );
  expect(sentence).to.match(/^[^.].*\.$/s);
  return [because.reason, sentence];
}

describe('why a day is stored or is not', () => {
  const cases: [string, Partial<DayFacts>, string?, Date?][] = [
    [
      'covered: It is stored, from Yahoo Finance, known since 21:04 UTC.',
      {
        bar: { provider: 'yahoo', final: true, knownFrom: at('21:04:00') },
      },
    ],
    [
      'covered: It is stored, from Stooq, known since 21:04 UTC, a stopgap until the preferred source answers.',
      {
        bar: { provider: 'stooq', final: true, knownFrom: at('21:04:00') },
        isStopgap: true,
      },
    ],
    [
      'provisional: It is stored, from Yahoo Finance, but not final until its session settles at 21:30 UTC.',
      {
        bar: { provider: 'yahoo', final: false, knownFrom: at('21:04:00') },
      },
      '2026-11-20',
      at('21:10:00'),
    ],
    [
      'provisional: It is stored, from Yahoo Finance, but not final until it is requested again.',
      {
        bar: { provider: 'yahoo', final: false, knownFrom: at('21:04:00') },
      },
    ],
    [
      'closed: XNYS was closed on 2026-11-15, a Sunday; the sessions around it are 2026-11-13 and 2026-11-16.',
      {},
      '2026-11-15',
    ],
    [
      'closed: XNYS is closed on 2026-11-26, Thanksgiving; the sessions around it are 2026-11-25 and 2026-11-27.',
      {},
      '2026-11-26',
    ],
    [
      'closed: XNYS was closed on 2025-01-09, a day on which it does not trade; the sessions around it are 2025-01-08 and 2025-01-10.',
      {},
      '2025-01-09',
    ],
    ['future: The session of 2026-11-23 has not begun: XNYS opens at 2026-11-23 14:30 UTC.', {}, '2026-11-23'],
    [
      'no-calendar: No calendar knows 2029 yet: that of XNYS ends on 2027-12-31, so it cannot be said whether Tuesday, 2029-12-25, is a session.',
      {},
      '2029-12-25',
    ],
    [
      'closed: XNYS is closed on 2029-12-23, a Sunday; the sessions around it are 2029-12-21 and 2029-12-24.',
      {},
      '2029-12-23',
    ],
    [
      'unfinished: The session of 2026-11-20 is not final yet: XNYS closes at 21:00 UTC and settles at 21:30 UTC.',
      {},
      '2026-11-20',
      at('20:00:00'),
    ],
    [
      'unfinished: The session of 2026-11-20 is not final yet: XNYS has closed and settles at 21:30 UTC.',
      {},
      '2026-11-20',
      at('21:10:00'),
    ],
    [
      'before-first-trade: It was not traded yet: its first day is Thursday, 2026-11-19.',
      { isAbsent: true, firstDay: '2026-11-19' },
    ],
    [
      'absent: It was requested at 21:04 UTC, and Yahoo Finance had no prices of it.',
      { isAbsent: true, last: ended, firstDay: '1990-01-02' },
    ],
    [
      'absent: It was requested, and the source had no prices of it; the ledger no longer knows when.',
      { isAbsent: true },
    ],
    [
      'running: A request to Yahoo Finance is under way since 21:59 UTC.',
      {
        open: { ...task, state: 'running', startedAt: at('21:59:00') },
      },
    ],
    [
      'retrying: It was requested 2 times and failed (TIMEOUT); the next request to Yahoo Finance is due at 22:10 UTC.',
      {
        open: { ...task, state: 'queued', attempts: 2, errorCode: 'TIMEOUT', notBefore: at('22:10:00') },
      },
    ],
    ['waiting: It waits in the queue of Yahoo Finance, first in turn.', { open: task }],
    [
      'waiting: It waits in the queue of Yahoo Finance, behind 12 others; its requests of the day are spent until 2026-11-21 05:00 UTC.',
      {
        open: { ...task, ahead: 12 },
        standing: { ...standing, spentUntil: new Date('2026-11-21T05:00:00Z') },
      },
    ],
    [
      'waiting: It waits in the queue of Yahoo Finance, first in turn; the source is quiet until 22:05 UTC (probably this client).',
      { open: task, standing: { ...standing, quietUntil: at('22:05:00'), quietReason: 'probably this client' } },
    ],
    [
      'waiting: It waits in the queue of Yahoo Finance, behind 1 other; the source is quiet until 22:05 UTC.',
      {
        open: { ...task, ahead: 1 },
        standing: { ...standing, quietUntil: at('22:05:00') },
      },
    ],
    [
      'waiting: It waits in the queue of Yahoo Finance, first in turn; the source is paused by anna.',
      {
        open: task,
        standing: { ...standing, pausedAt: at('20:00:00'), pausedBy: 'anna' },
      },
    ],
    [
      'dead-letter: It is a dead letter since Tuesday, 2026-11-17 21:04 UTC (GONE), and is not requested until it is revived.',
      {
        deadLetter: {
          errorCode: 'GONE',
          errorMessage: 'no',
          failedOn: ['2026-11-17'],
          createdAt: new Date('2026-11-17T21:04:00Z'),
        },
        last: { ...ended, state: 'gone' },
      },
    ],
    [
      'source-closed: It is not requested: Yahoo Finance is paused by anna since 20:00 UTC.',
      {
        standing: { ...standing, pausedAt: at('20:00:00'), pausedBy: 'anna' },
      },
    ],
    [
      'source-closed: It is not requested: Yahoo Finance is quiet until 22:05 UTC (THROTTLED).',
      {
        standing: { ...standing, quietUntil: at('22:05:00'), quietReason: 'THROTTLED' },
      },
    ],
    [
      'failed: The request of 21:04 UTC failed (TIMEOUT); the next one is that of its schedule.',
      {
        last: { ...ended, state: 'failed', errorCode: 'TIMEOUT' },
      },
    ],
    [
      'skipped: Run 7 left it out at 21:04 UTC (stale-universe).',
      { last: { ...ended, state: 'skipped', skipReason: 'stale-universe' } },
    ],
    ['nothing: Yahoo Finance answered at 21:04 UTC, and said nothing of this day.', { last: ended }],
    [
      'never-asked: It is not requested yet, and nothing of AAPL is; "tickermill backfill daily-prices AAPL --from 2026-11-18" requests it.',
      {},
    ],
    [
      'never-asked: It is not requested yet: the last answer is of 2026-11-17 21:04 UTC and reaches to 2026-11-17; "tickermill backfill daily-prices AAPL --from 2026-11-18" requests it.',
      {
        lastAsked: { finishedAt: new Date('2026-11-17T21:04:00Z'), to: '2026-11-17' },
      },
    ],
  ];
  for (const [sentence, facts, date, instant] of cases) {
    it(sentence, () => {
      expect(explain(facts, date, instant).join(': ')).to.equal(sentence);
    });
  }

  it('prefers what is stored to the calendar, and an open task to how the last one ended', () => {
    const bar = { provider: 'yahoo', final: true, knownFrom: at('21:04:00') };
    expect(explain({ bar }, '2026-11-15')[0]).to.equal('covered');
    expect(explain({ open: task, last: { ...ended, state: 'failed' } })[0]).to.equal('waiting');
  });
});
