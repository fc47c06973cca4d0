import { createHash } from 'node:crypto';
import type { Store } from '@tickermill/store';
import { listAlerts, recordSignal } from '@tickermill/store/alerts';
import { storeFilings } from '@tickermill/store/datasets';
import { recordLake } from '@tickermill/store/lake';
import { createRun, keepCapture } from '@tickermill/store/ledger';
import { addExemption } from '@tickermill/store/quality';
import { ensureSource, recordSources } from '@tickermill/store/sources';
import { makeFiling } from '@tickermill/testkit';
import { addUser, openBrowser } from './accounts/browser.fixture.ts';
import type { ServedApi } from './served-api.fixture.ts';

/** A request of a route, and the status of its answer. */
export interface RouteExample {
  readonly status: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The media type of a body that is not JSON. */
  readonly type?: string;
  /** Of a session's request, in place of the local token. */
  readonly headers?: Readonly<Record<string, string>>;
}

const dataset = 'insider-trades';
/** A filing day behind the watermark that has no index. */
const closedDay = '2026-03-03';

/**
 * Prepares data for every route, and returns an example of each, by the id of the route. A route without one fails the
 * tests that go over all of them.
 */
export async function makeRouteExamples(api: ServedApi): Promise<Record<string, RouteExample>> {
  const { store, askJson } = api;
  await askJson('POST', 'watchlists/default/items', { tickers: ['AAPL', 'MSFT'] });
  const request = { tickers: ['AAPL'], params: {}, force: false };
  const newRun = async () => String(await createRun(store.db, { dataset, trigger: 'manual', request }));
  const scheduleOf = (ticker: string) => ({ dataset, ticker, cron: '30 2 * * *', zone: 'America/New_York' });
  const schedule = String((await askJson('POST', 'scheduler/jobs', scheduleOf('MSFT'))).body['id']);
  const letter = await store.db.deadLetter.create({
    data: {
      dataset,
      target: '0000320193',
      errorCode: 'GONE',
      errorMessage: 'no',
      failedOn: [new Date('2026-11-01')],
    },
  });
  const { id: violation } = await store.db.qaFinding.create({
    data: {
      checkId: 'price_jump',
      subject: '1',
      instrumentId: 1n,
      date: new Date('2026-11-18'),
      severity: 'critical',
      details: { changePercent: '80.00' },
      hash: 'a',
      createdAt: new Date(),
      seenAt: new Date(),
    },
  });
  const exemption = await addExemption(store.sql, {
    checkId: 'iqr_jump',
    instrumentId: 1n,
    reason: 'it moves a lot',
    until: '2027-01-31',
    by: 'anna',
  });
  const { id: finding } = await store.db.listingFinding.create({
    data: { source: 'sec-edgar', what: 'odd-entry', subject: 'entry 7' },
  });
  const unread = await setAside(store);
  const rule = async () => String((await askJson('POST', 'watch-rules', { codes: ['P'] })).body['id']);
  for (const name of ['Core', 'mine', 'unused']) await askJson('POST', 'portfolios', { name });
  const core = { name: 'Core' };
  const purchase = (quantity: string) => ({ kind: 'buy', ticker: 'AAPL', on: '2026-11-16', quantity, price: '180' });
  const traded = async (quantity: string) =>
    String((await askJson('POST', 'portfolios/Core/trades', purchase(quantity))).body['id']);
  const filing = makeFiling();
  await store.transaction((tx) => storeFilings(tx, [filing]));
  const report = '0000320193-26-000123';
  const reading = { provider: 'sec-edgar', fetchedAt: new Date(), parserVersion: 1 };
  const section = {
    accession: report,
    item: 'I.2',
    part: 'I',
    title: 'Discussion',
    status: 'text',
    text: 'Item 2. Good.',
  };
  const url = 'https://www.sec.gov/Archives/edgar/data/320193/000032019326000123/aapl-20260926.htm';
  const about = { accession: report, cik: '0000320193', filed: new Date('2026-11-06'), readAs: '10-Q', chars: 90, url };
  await store.db.reportDocument.create({ data: { ...about, ...reading, documentSha256: 'ab'.repeat(32) } });
  await store.db.filingSection.create({ data: { ...section, ...reading } });
  await askJson('POST', 'watchlists', { name: 'old' });
  const run = await newRun();
  const days = { from: '2020-01-01', to: '2020-12-31' };
  const missing = { dataset: 'daily-prices', all: true, ...days };
  const backfill = String((await askJson('POST', 'backfills', missing)).body['id']);
  await store.db
    .$executeRaw`INSERT INTO market_readings (source, watermark) VALUES ('sec-edgar', '2026-03-02') ON CONFLICT (source) DO UPDATE SET watermark = '2026-03-02'`;
  await store.db.listingRun.create({
    data: { listing: 'xetra', mic: 'XETR', month: '2026-11', day: new Date('2026-11-01'), status: 'shrunk', rows: 9 },
  });
  await ensureSource(store.db, 'massive', { requests: 4, perMs: 60_000 });
  await ensureSource(store.db, 'yahoo', { requests: 40, perMs: 60_000 });
  await ensureSource(store.db, 'krx-web', { requests: 1, perMs: 2_000 });
  await recordSources(store.db, { enabled: ['yahoo', 'massive', 'krx-web'], preference: null });
  const source = { id: 'sec-edgar' };
  const { cookie, csrfToken } = await openBrowser(api, 'anna', 'viewer');
  const session = { cookie, origin: api.url, 'x-csrf-token': csrfToken };
  const userId = async (name: string) => (await addUser(api, name, 'operator')).id;
  const token = String((await askJson('POST', 'tokens', { name: 'ci', role: 'viewer' })).body['id']);
  const hook = { kind: 'webhook', settings: {}, secret: { url: 'http://127.0.0.1:1/hook' } };
  const channel = async (name: string) =>
    String((await askJson('POST', 'alert-channels', { ...hook, name })).body['id']);
  const note = async () => String((await askJson('POST', 'notes', { ticker: 'AAPL', text: 'odd' })).body['id']);
  const view = async (name: string) =>
    String((await askJson('POST', 'saved-views', { name, url: '/runs' })).body['id']);
  await recordLake(store.db, '/srv/lake');
  const bulk = { action: 'request-filings', ids: ['AAPL', 'MSFT'] };
  const started = String((await askJson('POST', 'bulk-actions', { ...bulk, expected: 2 })).body['id']);
  await store.db.$executeRaw`
    INSERT INTO maintenance_chores (name, holder, held_until, due_at) VALUES ('backups', 'one', now() + interval '1 h', now()) ON CONFLICT DO NOTHING`;
  const backup = String((await askJson('POST', 'backups')).body['id']);
  const silence = { reason: 'known', source: 'sec-edgar' };
  const alert = String(await raiseAlert(store));
  const refresh = String((await askJson('POST', 'refresh?tickers=MSFT')).body['run_id']);
  return {
    getStatus: { status: 200 },
    getAttention: { status: 200 },
    listScheduleOutcomes: { status: 200, query: { last: '3' } },
    listRunNights: { status: 200, query: { days: '7' } },
    listSourceDays: { status: 200, query: { days: '7', date: '2026-11-20' } },
    getSchedulerStatus: { status: 200 },
    startScheduler: { status: 200 },
    stopScheduler: { status: 200, body: { reason: 'maintenance' } },
    listSchedules: { status: 200, query: { ticker: 'AAPL', limit: '5' } },
    addSchedule: { status: 201, body: scheduleOf('AAPL') },
    getSchedule: { status: 200, params: { id: schedule } },
    changeSchedule: { status: 200, params: { id: schedule }, body: { enabled: false } },
    pauseSchedule: { status: 200, params: { id: schedule }, body: { reason: 'a holiday' } },
    resumeSchedule: { status: 200, params: { id: schedule } },
    removeSchedule: { status: 204, params: { id: schedule } },
    scrapeTicker: { status: 202, params: { ticker: 'AAPL' } },
    scrapeAll: { status: 200, query: { dry_run: 'true' } },
    explain: { status: 200, query: { run } },
    listRuns: { status: 200, query: { ticker: 'AAPL' } },
    getRun: { status: 200, params: { id: run } },
    getRunReport: { status: 200, params: { id: run } },
    getRunTimeline: { status: 200, params: { id: run } },
    listRunTargets: { status: 200, params: { id: run } },
    pauseRun: { status: 200, params: { id: run } },
    resumeRun: { status: 200, params: { id: run } },
    cancelRun: { status: 202, params: { id: await newRun() } },
    refreshPrices: { status: 202 },
    startRefresh: { status: 202, query: { tickers: 'AAPL' } },
    listRefreshReports: { status: 200, query: { limit: '5' } },
    getRefreshReport: { status: 200, params: { run: refresh } },
    startBackfill: { status: 202, query: { start_year: '2020' }, body: { dataset: 'daily-prices', tickers: ['AAPL'] } },
    listBackfills: { status: 200, query: { limit: '5' } },
    getBackfill: { status: 200, params: { id: backfill } },
    pauseBackfill: { status: 200, params: { id: backfill } },
    resumeBackfill: { status: 200, params: { id: backfill } },
    cancelBackfill: { status: 202, params: { id: backfill } },
    listHistory: { status: 200, query: { ticker: 'AAPL', status: 'success', from: '2026-11-01' } },
    listHistoryOfTicker: { status: 200, params: { ticker: 'AAPL' } },
    schedulerStatistics: { status: 200 },
    listInsiderTrades: { status: 200, query: { tickers: 'AAPL,MSFT', owner: 'doe', filed_from: '2026-11-01' } },
    insiderTradeStatistics: { status: 200, query: { group_by: 'insider', sort: '-value_net' } },
    listFilings: { status: 200, query: { ticker: 'AAPL', form: '4' } },
    listSections: { status: 200, params: { accession: report } },
    getSection: { status: 200, params: { accession: report, item: 'i.2' } },
    getFiling: { status: 200, params: { accession: filing.accession } },
    getInsider: { status: 200, params: { cik: '0001000001' } },
    importPrices: {
      status: 200,
      query: { provider: 'my-files' },
      type: 'text/csv',
      body: 'ticker,date,close\nAAPL,2026-11-18,268.56\n',
    },
    recheckPrices: { status: 202, params: { ticker: 'AAPL' }, query: { from: '2026-11-02', to: '2026-11-06' } },
    getPriceChanges: { status: 200, params: { ticker: 'AAPL' }, query: { since: '2026-11-20T00:00:00Z' } },
    listPrices: { status: 200, query: { tickers: 'AAPL,MSFT', from: '2026-11-01' } },
    getPrices: { status: 200, params: { ticker: 'AAPL' }, query: { from: '2026-11-01', as_of: '2026-11-19' } },
    getQuotes: { status: 200, params: { ticker: 'AAPL' } },
    importCorporateActions: {
      status: 200,
      type: 'text/csv',
      body: 'ticker,date,type,ratio,amount\nAAPL,2020-08-31,split,4,\n',
    },
    getCorporateActions: { status: 200, params: { ticker: 'AAPL' } },
    listInstruments: { status: 200, query: { q: 'apple', exchange: 'XNYS', kind: 'stock' } },
    getInstrument: { status: 200, params: { ticker: 'AAPL' } },
    getUniverse: { status: 200, query: { as_of: '2026-11-20', exchange: 'XNYS', kind: 'stock', limit: '5' } },
    getUniverseDelta: { status: 200, query: { month: '2026-11' } },
    refreshUniverse: { status: 202, body: { listing: 'xetra' } },
    confirmUniverse: { status: 200, body: { exchange: 'XETR' } },
    getUniverseInstrument: { status: 200, params: { ticker: 'AAPL' } },
    listListingFindings: { status: 200, query: { what: 'cik-changed', open: '1' } },
    markListingFindingSeen: { status: 200, params: { id: String(finding) } },
    refreshFundamentals: { status: 202, query: { tickers: 'AAPL' } },
    getFundamentals: {
      status: 200,
      params: { ticker: 'AAPL' },
      query: { period: 'quarter', years: '6', basis: 'filed' },
    },
    getStockMetrics: { status: 200, params: { ticker: 'AAPL' } },
    explainFundamentals: { status: 200, params: { ticker: 'AAPL' } },
    listStockMetricDays: { status: 200, params: { ticker: 'AAPL' }, query: { metric: 'pe', from: '2026-01-01' } },
    getCompanyFacts: { status: 200, params: { ticker: 'AAPL' }, query: { tag: 'us-gaap:NetIncomeLoss' } },
    getKoreanFigures: { status: 200, params: { ticker: 'AAPL' }, query: { from: '2026-11-01', to: '2026-11-20' } },
    collectKorea: { status: 202, body: { what: 'valuations', to: '2026-11-20' } },
    listCoverageYears: { status: 200, query: { years: '3' } },
    getCoverage: { status: 200, params: { ticker: 'AAPL' } },
    explainDay: { status: 200, params: { ticker: 'AAPL' }, query: { date: '2026-11-18' } },
    listWatchlists: { status: 200 },
    addWatchlist: { status: 201, body: { name: 'new', priority: 5 } },
    getWatchlist: { status: 200, params: { name: 'default' } },
    changeWatchlist: { status: 200, params: { name: 'default' }, body: { priority: 3 } },
    removeWatchlist: { status: 204, params: { name: 'old' } },
    listWatchlistItems: { status: 200, params: { name: 'default' } },
    untrackTickers: { status: 200, params: { name: 'default' }, body: { tickers: ['GOOG'] } },
    untrackTicker: { status: 204, params: { name: 'default', ticker: 'MSFT' } },
    trackTickers: { status: 200, params: { name: 'mine' }, body: { tickers: ['MSFT'] } },
    getRawFiling: { status: 200, params: { accession: unread } },
    replayDocuments: { status: 200, body: { source: 'sec-edgar', all: true, dry_run: true } },
    listWatchRules: { status: 200 },
    addWatchRule: {
      status: 201,
      body: {
        tickers: ['AAPL'],
        codes: ['P'],
        min_value: '1000000',
        roles: ['officer'],
        cluster: { insiders: 3, days: 10 },
      },
    },
    listWatchRuleMatches: { status: 200, params: { id: await rule() } },
    removeWatchRule: { status: 204, params: { id: await rule() } },
    listPortfolios: { status: 200 },
    addPortfolio: { status: 201, body: { name: 'Growth', currency: 'EUR', method: 'average' } },
    getPortfolio: { status: 200, params: core, query: { on: '2026-11-19' } },
    changePortfolio: { status: 200, params: { name: 'mine' }, body: { name: 'ours' } },
    removePortfolio: { status: 204, params: { name: 'unused' } },
    listPortfolioTrades: { status: 200, params: core },
    recordPortfolioTrade: {
      status: 201,
      params: core,
      body: { kind: 'buy', ticker: 'AAPL', on: '2026-11-18', quantity: '10', price: '187.20', fee: '1' },
    },
    importPortfolioTrades: {
      status: 200,
      params: core,
      type: 'text/csv',
      body: 'kind,date,ticker,quantity,price,amount,fee,currency\nbuy,2026-11-17,MSFT,5,410.5,,,USD\n',
    },
    correctPortfolioTrade: {
      status: 200,
      params: { name: 'Core', id: await traded('10') },
      body: { kind: 'buy', ticker: 'AAPL', on: '2026-11-18', quantity: '11', price: '187.20' },
    },
    removePortfolioTrade: { status: 204, params: { name: 'Core', id: await traded('3') } },
    listPortfolioSnapshots: { status: 200, params: core, query: { from: '2026-11-01' } },
    listExchangeRates: { status: 200, query: { currency: 'USD' } },
    importExchangeRates: { status: 200, type: 'text/csv', body: 'Date,USD,JPY,\n2026-11-19,1.1523,178.4,\n' },
    listFindings: { status: 200, query: { ticker: 'AAPL', severity: 'critical', state: 'all', from: '2026-11-01' } },
    getFinding: { status: 200, params: { id: String(violation) } },
    resolveFinding: { status: 200, params: { id: String(violation) }, body: { note: 'a spin-off' } },
    listExemptions: { status: 200, query: { ticker: 'AAPL', check: 'zero_volume', ended: 'true' } },
    addExemption: {
      status: 201,
      body: { check: 'zero_volume', ticker: 'AAPL', reason: 'it seldom trades', until: '2027-01-31' },
    },
    endExemption: { status: 200, params: { id: String(exemption) } },
    listCheckDays: { status: 200, query: { days: '30' } },
    listChecks: { status: 200 },
    changeCheck: { status: 200, params: { check: 'price_jump' }, body: { thresholds: { percent: 50 }, red: 10 } },
    previewCheck: { status: 200, params: { check: 'price_jump' }, body: { thresholds: { percent: 20 } } },
    getSummary: { status: 200, query: { date: '2026-11-19' } },
    listFigureTickers: { status: 200, query: { figure: 'new_30d', date: '2026-11-19' } },
    listLaggingTickers: { status: 200, query: { days: '5' } },
    listMissingDates: { status: 200 },
    listFailures: { status: 200, query: { check: 'price_jump', resolved: 'all' } },
    listFetchErrors: { status: 200, query: { code: 'GONE' } },
    getFreshness: { status: 200 },
    listDeadlines: { status: 200 },
    changeDeadline: {
      status: 200,
      params: { dataset: 'daily-prices', exchange: 'XNYS' },
      body: { wall_time: '19:00', critical_minutes: 60 },
    },
    runChecks: { status: 202, query: { check: 'price_jump', whole: 'true' } },
    listAlertChannels: { status: 200 },
    addAlertChannel: { status: 201, body: { ...hook, name: 'new' } },
    changeAlertChannel: { status: 200, params: { id: await channel('changed') }, body: { enabled: false } },
    removeAlertChannel: { status: 204, params: { id: await channel('removed') } },
    testAlertChannel: { status: 200, params: { id: await channel('tested') } },
    listAlerts: { status: 200, query: { state: 'open', severity: 'critical' } },
    getAlert: { status: 200, params: { id: alert } },
    ackAlert: { status: 200, params: { id: alert }, body: { note: 'on it' } },
    ackAlerts: { status: 200 },
    muteAlerts: { status: 200, body: { minutes: 60 } },
    unmuteAlerts: { status: 204 },
    listSilences: { status: 200 },
    addSilence: { status: 201, body: silence },
    endSilence: { status: 204, params: { id: String((await askJson('POST', 'silences', silence)).body['id']) } },
    listDeadLetters: { status: 200 },
    reviveDeadLetter: { status: 200, params: { id: String(letter.id) } },
    passMarketDay: { status: 200, params: { day: closedDay } },
    listMarketDays: { status: 200, query: { market: 'us', limit: '5' } },
    requestMarketDays: { status: 200, query: { dry_run: 'true' }, body: { market: 'us' } },
    listReceipts: { status: 200, query: { from: '2026-11-01', to: '2026-11-20', form: '4' } },
    listSources: { status: 200 },
    changeSource: { status: 200, params: source, body: { pace: { requests: 4, per_ms: 1_000 } } },
    pauseSource: { status: 200, params: source, body: { reason: 'maintenance', until: '2026-11-21T00:00:00Z' } },
    resumeSource: { status: 200, params: source },
    startBulkAction: { status: 202, body: { ...bulk, expected: 2 } },
    listChanges: { status: 200, query: { since: '2026-11-01', kind: 'adjustment,tombstone', ticker: 'AAPL' } },
    getLake: { status: 200 },
    listLakeExports: { status: 200, query: { limit: '5' } },
    exportLake: { status: 202, query: { verify: 'true' } },
    listBulkActions: { status: 200, query: { limit: '5' } },
    getBulkAction: { status: 200, params: { id: started } },
    listBulkItems: { status: 200, params: { id: started }, query: { state: 'waiting' } },
    cancelBulkAction: { status: 200, params: { id: started } },
    listBackups: { status: 200, query: { limit: '5' } },
    getBackup: { status: 200, params: { id: backup } },
    makeBackup: { status: 202 },
    streamEvents: { status: 200, query: { types: 'run' } },
    listNotes: { status: 200, query: { ticker: 'AAPL', day: '2026-11-18' } },
    addNote: { status: 201, body: { ticker: 'AAPL', day: '2026-11-18', text: 'a spin-off' } },
    removeNote: { status: 204, params: { id: await note() } },
    listSavedViews: { status: 200 },
    addSavedView: { status: 201, body: { name: 'failed', url: '/runs?state=failed', shared: true } },
    changeSavedView: { status: 200, params: { id: await view('changed') }, body: { shared: true } },
    removeSavedView: { status: 204, params: { id: await view('removed') } },
    search: { status: 200, query: { q: 'app' } },
    listMetrics: { status: 200, query: { max_pe: '15', min_eps_cagr_5y: '0.15', sort: 'peg' } },
    getMetric: { status: 200, params: { slug: 'universe-months' } },
    addClientLog: { status: 204, body: { message: 'x is undefined', url: '/runs', build: '0.1.0' } },
    listClientLogs: { status: 200 },
    me: { status: 200 },
    setPassword: { status: 204, body: { password: 'a long enough password' }, headers: session },
    logout: { status: 204 },
    listUsers: { status: 200 },
    createUser: { status: 201, body: { name: 'emil', role: 'operator', password: 'a long enough password' } },
    changeUser: { status: 200, params: { id: await userId('dora') }, body: { role: 'admin' } },
    deleteUser: { status: 204, params: { id: await userId('frieda') } },
    createLoginLink: { status: 201, params: { id: await userId('gustav') } },
    listTokens: { status: 200 },
    createToken: { status: 201, body: { name: 'cron', role: 'operator', expires_in_days: 30 } },
    revokeToken: { status: 204, params: { id: token } },
    listAudit: { status: 200, query: { action: 'login', limit: '5' } },
  };
}

/** Sets a document aside whose bytes are kept. Returns its accession. */
async function setAside(store: Store): Promise<string> {
  const body = Buffer.from('<ownershipDocument>');
  const [accession, sha256] = ['0000000002-26-000001', createHash('sha256').update(body).digest('hex')];
  const url = `https://www.sec.gov/Archives/edgar/data/320193/${accession}.txt`;
  await keepCapture(store, { source: 'sec-edgar', url, status: 200, sha256, body, keepDays: null });
  const failure = { errorCode: 'MALFORMED_XML', errorMessage: 'cut off', parserVersion: 1, taskId: 1n };
  const input = { cik: '0000320193', accession, filedOn: '2026-11-20' };
  await store.db.setAsideDocument.create({
    data: { dataset, key: accession, captureSha256: sha256, input, ...failure },
  });
  return accession;
}

/** An open alert, of a run that failed. */
async function raiseAlert({ sql, db }: Store): Promise<bigint | undefined> {
  const about = { source: null, ticker: null, check: null, sources: [], names: [], member: null };
  const facts = { run: '7', dataset, trigger: 'schedule', state: 'failed' };
  const signal = {
    ...about,
    effect: 'raise',
    class: 'operations',
    kind: 'run-failed',
    cause: 'a run',
    dataset,
    facts,
  } as const;
  await recordSignal(
    sql,
    { ...signal, severity: 'critical' },
    { txid: 1n, id: 1n, at: new Date('2026-11-20T22:00:00Z') },
  );
  return (await listAlerts(db, {}, { limit: 1, offset: 0 }))[0]?.id;
}
