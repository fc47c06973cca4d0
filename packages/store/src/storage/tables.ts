// Every table: what it is for, and for how long its rows are kept. A test compares it with the schema.

/** What tables are for, as their sizes are told. */
export const tableFamilies = [
  'prices',
  'insider-trades',
  'fundamentals',
  'universe',
  'captures',
  'ledger',
  'quality',
  'alerts',
  'operations',
] as const;
export type TableFamily = (typeof tableFamilies)[number];

/** For how long the rows of a table are kept. */
export type Retention =
  /** So long as a setting says; or, without it, for ever. */
  | { readonly setting: string; readonly what: string }
  /** So long, by a chore. */
  | { readonly days: number; readonly what: string }
  /** It does not grow without end, or is what the installation is for. */
  | { readonly forever: string };

interface TableRule {
  readonly family: TableFamily;
  readonly kept: Retention;
}

const data = { forever: 'what the installation is for: each row is a fact, also of what was corrected' } as const;
const set = { forever: 'what people have set; bounded by that' } as const;
const onePerSubject = { forever: 'bounded: one row for each subject' } as const;
const ofEachDay = { forever: 'a few rows a day, by which it is known what was read' } as const;
const prices = { setting: 'PRICES_KEEP_YEARS', what: 'of days before that; without it for ever' } as const;
const audit = (what: string) => ({ setting: 'AUDIT_KEEP_DAYS', what }) as const;
const yearOfAlerts = { setting: 'ALERTS_KEEP_DAYS', what: 'after they are over' } as const;
const session = { setting: 'SESSION_HOURS', what: 'until they expire' } as const;

/** The rule of each table. */
export const tableRules: Readonly<Record<string, TableRule>> = {
  adjustments: { family: 'prices', kept: data },
  alert_channels: { family: 'alerts', kept: set },
  alert_deliveries: { family: 'alerts', kept: yearOfAlerts },
  alerts: { family: 'alerts', kept: yearOfAlerts },
  api_tokens: { family: 'operations', kept: set },
  audit_log: { family: 'operations', kept: audit('all of it') },
  backups: { family: 'operations', kept: { days: 90, what: 'failed ones and those whose files are gone' } },
  bulk_action_items: { family: 'operations', kept: audit('with their actions') },
  bulk_actions: { family: 'operations', kept: audit('after they have ended') },
  bulk_imports: { family: 'operations', kept: { forever: 'a row for each file that somebody imports' } },
  captures: { family: 'captures', kept: { setting: 'CAPTURE_DAYS', what: 'answers; documents for ever' } },
  changes: { family: 'operations', kept: { setting: 'CHANGES_KEEP_DAYS', what: 'all of it' } },
  client_logs: { family: 'operations', kept: { setting: 'CLIENT_LOGS_KEEP_DAYS', what: 'all of it' } },
  company_facts: { family: 'fundamentals', kept: onePerSubject },
  company_profiles: { family: 'fundamentals', kept: onePerSubject },
  corporate_actions: { family: 'prices', kept: data },
  coverage: { family: 'prices', kept: onePerSubject },
  daily_prices: { family: 'prices', kept: prices },
  dead_letters: { family: 'ledger', kept: onePerSubject },
  deadlines: { family: 'quality', kept: onePerSubject },
  earnings_history: { family: 'fundamentals', kept: data },
  earnings_revisions: { family: 'fundamentals', kept: data },
  event_consumers: { family: 'operations', kept: { days: 7, what: 'consumers that are silent' } },
  events: { family: 'operations', kept: { days: 1, what: 'all that every consumer has read' } },
  exchange_rates: { family: 'prices', kept: data },
  facts: { family: 'fundamentals', kept: data },
  filing_owners: { family: 'insider-trades', kept: data },
  filing_sections: { family: 'fundamentals', kept: data },
  filings: { family: 'insider-trades', kept: data },
  index_days: { family: 'insider-trades', kept: ofEachDay },
  index_entries: { family: 'insider-trades', kept: { forever: 'what EDGAR named: receipts answer by it' } },
  index_reports: { family: 'fundamentals', kept: { forever: 'what EDGAR named: news of companies are known by it' } },
  insider_holdings: { family: 'insider-trades', kept: data },
  insider_trade_totals: { family: 'insider-trades', kept: onePerSubject },
  insider_trades: { family: 'insider-trades', kept: data },
  insiders: { family: 'insider-trades', kept: onePerSubject },
  instrument_ciks: { family: 'universe', kept: onePerSubject },
  instrument_events: { family: 'universe', kept: data },
  instrument_listings: { family: 'universe', kept: onePerSubject },
  instruments: { family: 'universe', kept: onePerSubject },
  korean_days: { family: 'prices', kept: ofEachDay },
  korean_etf_values: { family: 'prices', kept: data },
  korean_sectors: { family: 'prices', kept: onePerSubject },
  korean_valuations: { family: 'prices', kept: data },
  lake_exports: { family: 'operations', kept: audit('all but the latest') },
  lake_files: { family: 'operations', kept: { forever: 'bounded: one row for each file that there is' } },
  lake_partitions: { family: 'operations', kept: { forever: 'bounded: one row for each partition' } },
  leases: { family: 'operations', kept: onePerSubject },
  listing_files: { family: 'universe', kept: { forever: 'bounded: the latest of each list' } },
  listing_findings: { family: 'universe', kept: onePerSubject },
  listing_runs: { family: 'universe', kept: { forever: 'one row for each reading of a list, each month' } },
  login_attempts: { family: 'operations', kept: { days: 1, what: 'those of before' } },
  login_links: { family: 'operations', kept: session },
  maintenance_chores: { family: 'operations', kept: { days: 7, what: 'chores that nobody does' } },
  market_days: { family: 'prices', kept: ofEachDay },
  market_readings: { family: 'insider-trades', kept: onePerSubject },
  notes: { family: 'operations', kept: { forever: 'what people wrote' } },
  portfolio_snapshots: { family: 'operations', kept: { forever: 'one row a day for each portfolio: its history' } },
  portfolio_trades: { family: 'operations', kept: { forever: 'what people have entered' } },
  portfolios: { family: 'operations', kept: set },
  price_findings: { family: 'prices', kept: { forever: 'bounded: one row for each oddity of a source' } },
  price_revisions: { family: 'prices', kept: prices },
  qa_archived_findings: { family: 'quality', kept: { forever: 'the archive of what was wrong once' } },
  qa_checks: { family: 'quality', kept: onePerSubject },
  qa_exemptions: { family: 'quality', kept: set },
  qa_findings: { family: 'quality', kept: { setting: 'FINDINGS_KEEP_DAYS', what: 'after resolution; then archived' } },
  qa_heals: { family: 'quality', kept: { setting: 'FINDINGS_KEEP_DAYS', what: 'with their findings' } },
  qa_summary: { family: 'quality', kept: { forever: 'one row a day for each check: the roll-up' } },
  quotes: { family: 'prices', kept: { setting: 'QUOTES_KEEP_DAYS', what: 'all of it' } },
  refresh_reports: { family: 'ledger', kept: { forever: 'bounded: the last 30' } },
  registrants: { family: 'fundamentals', kept: onePerSubject },
  report_documents: { family: 'fundamentals', kept: data },
  reports: { family: 'fundamentals', kept: data },
  run_targets: {
    family: 'ledger',
    kept: {
      setting: 'RUNS_KEEP_DAYS',
      what: 'but for the last of a target in each state; skipped ones TASKS_KEEP_DAYS',
    },
  },
  runs: { family: 'ledger', kept: { setting: 'RUNS_KEEP_DAYS', what: 'without targets, notes and reports' } },
  saved_views: { family: 'operations', kept: set },
  schedule_ticks: { family: 'ledger', kept: { days: 400, what: 'but for the last 100 of a schedule' } },
  schedules: { family: 'ledger', kept: set },
  second_closes: { family: 'prices', kept: { days: 366, what: 'all of it' } },
  sessions: { family: 'operations', kept: session },
  set_aside_documents: { family: 'insider-trades', kept: { forever: 'until they can be read' } },
  settings: { family: 'operations', kept: { forever: 'bounded: a few dozen rows' } },
  silences: { family: 'alerts', kept: yearOfAlerts },
  source_hours: { family: 'operations', kept: { days: 90, what: 'all of it' } },
  source_sessions: { family: 'operations', kept: onePerSubject },
  source_state: { family: 'operations', kept: onePerSubject },
  stale_trade_totals: { family: 'insider-trades', kept: { forever: 'until they are counted, within a minute' } },
  stock_metrics: { family: 'fundamentals', kept: { forever: 'bounded: one row for each metric of a stock' } },
  stock_metrics_daily: { family: 'fundamentals', kept: { days: 1_096, what: 'all of it' } },
  storage_sizes: { family: 'operations', kept: { days: 800, what: 'all of it' } },
  symbols: { family: 'universe', kept: data },
  task_targets: { family: 'ledger', kept: { setting: 'TASKS_KEEP_DAYS', what: 'with their tasks' } },
  tasks: {
    family: 'ledger',
    kept: { setting: 'TASKS_KEEP_DAYS', what: 'but for those of the last success of a target' },
  },
  users: { family: 'operations', kept: set },
  watch_rule_matches: { family: 'alerts', kept: { forever: 'with their rules' } },
  watch_rules: { family: 'alerts', kept: set },
  watchlist_items: { family: 'universe', kept: set },
  watchlists: { family: 'universe', kept: set },
  worker_reports: { family: 'operations', kept: { days: 1, what: 'workers that are silent' } },
};
