/** An event of each kind that means an alert, as its writer writes it. */
export const sampleEvents: readonly { type: string; data: Record<string, unknown> }[] = [
  ...(
    [
      ['2026-11-20T22:10:00.000Z', 0, 0, 'https://www.sec.gov/x answered 403: Request Rate Threshold Exceeded'],
      [
        '2026-11-20T22:05:00.000Z',
        1,
        0,
        '50 failures in a row, the last: SERVER_ERROR: https://www.sec.gov/x answered 500',
      ],
      [
        '2026-11-20T22:00:20.000Z',
        0,
        2,
        '3 requests without an answer in a row, the last: TIMEOUT: https://www.sec.gov/x',
      ],
      ['2026-11-20T22:01:00.000Z', 0, 0, 'https://query1.finance.yahoo.com/x answered 429: Too Many Requests'],
    ] as const
  ).map(([quiet_until, breaker_trips, outages, quiet_reason], index) => ({
    type: 'source.changed',
    data: {
      source: index === 3 ? 'yahoo' : 'sec-edgar',
      state: 'quiet',
      pace: { requests: 8, per_ms: 1_000 },
      quiet_until,
      quiet_reason,
      breaker_trips,
      outages,
      paused_by: null,
      asked_directly: false,
    },
  })),
  {
    type: 'source.changed',
    data: {
      source: 'stooq',
      state: 'quiet',
      quiet_until: '2026-11-20T23:00:00.000Z',
      quiet_reason: 'https://stooq.com/x answered 200: the requests of the day are spent',
      quota_spent: true,
    },
  },
  ...(['spent', 'low'] as const).map((state) => ({
    type: 'source.quota',
    data: {
      source: 'alpha-vantage',
      state,
      used: state === 'spent' ? 25 : 20,
      limit: 25,
      resets_at: '2026-11-21T05:00:00.000Z',
      waiting: 12,
    },
  })),
  { type: 'source.changed', data: { source: 'yahoo', state: 'paused', paused_by: 'anna' } },
  { type: 'source.failing', data: { source: 'lse-listings', status: 503, failures: 2 } },
  { type: 'source.slow', data: { source: 'yahoo', night: '2026-11-20', p95_ms: [11_200, 12_900, 14_000] } },
  { type: 'source.changed', data: { source: 'yahoo', state: 'probing', quiet_until: null, asked_directly: true } },
  {
    type: 'run.finished',
    data: {
      run: '7',
      dataset: 'insider-trades',
      trigger: 'schedule',
      state: 'failed',
      targets_by_state: { failed: 17, nothing: 3 },
      found: 0,
      created: 0,
      duration_ms: 93_000,
    },
  },
  {
    type: 'index.overdue',
    data: { dataset: 'ownership-index', source: 'sec-edgar', day: '2026-11-19', watermark: '2026-11-18' },
  },
  {
    type: 'dead-letter.made',
    data: { id: '3', dataset: 'insider-trades', target: '0000320193', tickers: ['AAPL'], code: 'GONE' },
  },
  {
    type: 'maintenance.failing',
    data: { chore: 'queue-yahoo', failures: 3, error: 'connect ECONNREFUSED 127.0.0.1:6379', last_success_at: null },
  },
  {
    type: 'maintenance.failing',
    data: {
      chore: 'old-prices',
      failures: 3,
      error: 'canceling statement due to statement timeout',
      last_success_at: null,
    },
  },
  { type: 'database.recovered', data: { since: '2026-11-20T21:40:00.000Z', until: '2026-11-20T22:00:00.000Z' } },
  { type: 'disk.low', data: { worker: 'host-4711', free_bytes: 1_288_490_188, total_bytes: 53_687_091_200 } },
  {
    type: 'backup.failed',
    data: {
      id: '7',
      trigger: 'nightly',
      code: 'BACKUP_FAILED',
      error: 'The backup was not made. There is no room for it: ENOSPC: no space left on device, write',
    },
  },
  { type: 'clock.wrong', data: { worker: 'host-4711', ahead_ms: 61_000 } },
  {
    type: 'alert-channel.failing',
    data: { channel: '2', name: 'phone', kind: 'telegram', failures: 3, error: 'Bad Request: chat not found' },
  },
  { type: 'planner.stale', data: { runs: 2, since: '2026-11-20T21:40:00.000Z' } },
  {
    type: 'listing.read',
    data: {
      listing: 'xetra',
      mic: 'XETR',
      status: 'structure_error',
      rows: 0,
      before: 5_101,
      added: 0,
      changed: 0,
      missing: 0,
      delisted: 0,
      refused:
        'LISTING_STRUCTURE: The list xetra (Xetra) has no column "Mnemonic" in its header. Nothing was stored or delisted; it is read again every day until it succeeds.',
    },
  },
  {
    type: 'listing.finding',
    data: {
      source: 'sec-edgar',
      dataset: 'companies',
      what: 'symbol-passed',
      symbol: 'ABC',
      tickers: ['ABC'],
      instrument: '12',
      detail: {},
    },
  },
  {
    type: 'schema.newer',
    data: {
      source: 'sec-edgar',
      dataset: 'insider-trades',
      schema_version: 'X0609',
      newest_known: 'X0508',
      accession: '0000320193-26-000101',
    },
  },
  { type: 'qa.roll-up', data: { check: 'lag_check', colour: 'red', was: 'yellow', fails: 5_000, share: 62.5 } },
  {
    type: 'deadline.missed',
    data: {
      dataset: 'daily-prices',
      exchange: 'XNYS',
      session: '2026-11-20',
      deadline: '2026-11-20T23:30:00.000Z',
      severity: 'warning',
      late_minutes: 45,
      percent: 62.5,
    },
  },
  { type: 'qa.check-failed', data: { check: 'price_jump', error: 'canceling statement due to statement timeout' } },
  {
    type: 'watch-rule.matched',
    data: {
      rule: '1',
      dataset: 'insider-trades',
      accession: '0000320193-26-000101',
      form: '4',
      filed_on: '2026-11-20',
      issuer: { cik: '0000320193', name: 'Apple Inc.', symbol: 'AAPL' },
      tickers: ['AAPL'],
      owners: [{ cik: '0001214156', name: 'COOK TIMOTHY D' }],
      trades: 2,
      value: '1250000.5',
      insiders: 3,
    },
  },
];
