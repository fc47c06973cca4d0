// Tells an installation that an older build has filled what this build can do besides, once: when the migration that
// came with it is applied.

import { bold, dim, print, yellow } from './terminal.ts';

/** Something that builds before a migration could not do. */
interface Capability {
  /** The migration that came with it. */
  readonly since: string;
  readonly title: string;
  /** What it requests from sources by itself. */
  readonly requests: string;
  /** The command or the document to begin with. */
  readonly begin: string;
}

/** The first migration of all: a database that lacks it is new, and there is nothing that it does not know. */
const first = '20261122000000_engine';

const nothing = 'requests nothing';

/** In the order in which they came. */
export const capabilities: readonly Capability[] = [
  {
    since: '20261122060000_accounts',
    title: 'users who sign in, each with a role',
    requests: nothing,
    begin: 'npx tickermill login',
  },
  {
    since: '20261122080000_events',
    title: 'events: what happens, as it happens',
    requests: nothing,
    begin: 'docs/events.md',
  },
  {
    since: '20261122090000_index',
    title: "EDGAR's daily index and feed, which name every filing of the market",
    requests: 'two files a day and a poll of the feed every 10 minutes, from the SEC',
    begin: 'npx tickermill receipts',
  },
  {
    since: '20261122110000_watch_rules',
    title: 'watch rules: which filings you want to hear of',
    requests: nothing,
    begin: 'npx tickermill watch-rules add --help',
  },
  {
    since: '20261122120000_prices',
    title: 'daily prices and quotes of every tracked ticker',
    requests: 'prices from Yahoo Finance each night, the last two years at first; PRICE_SOURCES=none goes without',
    begin: 'npx tickermill refresh     fetches them now; the first night does otherwise',
  },
  {
    since: '20261122130000_chains',
    title: 'other sources of prices behind Yahoo, and backfills of years past',
    requests: 'nothing, unless ALPHA_VANTAGE_KEY or STOOQ_KEY is set',
    begin: 'npx tickermill backfill daily-prices AAPL --from 2000 --dry-run',
  },
  {
    since: '20261130155400_quality',
    title: 'checks of what is stored, after the prices of each night',
    requests: 'what a check found missing, from the sources of prices',
    begin: 'npx tickermill qa',
  },
  {
    since: '20261130160100_universe',
    title: 'the universe: what is listed where, and what became of it',
    requests: 'the lists of Nasdaq, Euronext, London and Xetra: a few files a month, and a HEAD to each every hour',
    begin: 'npx tickermill universe',
  },
  {
    since: '20261130160500_alerts',
    title: 'alerts, sent to a chat, a mailbox or a webhook of yours',
    requests: 'nothing from sources; messages go to the channels that you add',
    begin: 'npx tickermill alert add --help',
  },
  {
    since: '20261130163500_analyst_views',
    title: 'views for analysts: a trade or a filing is one row with its ticker and insider',
    requests: nothing,
    begin: 'docs/for-analysts.md',
  },
  {
    since: '20261130203000_second_closes',
    title: 'prices compared with a second source, and tickers exempted from checks',
    requests: 'closes of 25 tickers a week from Alpha Vantage or Stooq, if one has a key',
    begin: 'npx tickermill qa exempt --help',
  },
  {
    since: '20261130234500_company_facts',
    title: 'fundamentals: what companies report, by fiscal year and quarter',
    requests: 'the facts of each tracked company from the SEC, once a week and when it has a new report',
    begin: 'npx tickermill fundamentals AAPL --fetch',
  },
  {
    since: '20261201005000_company_profiles',
    title: 'metrics of stocks, a screen by them, and who holds a company',
    requests: 'the profile of each tracked ticker from Yahoo, once a week',
    begin: 'npx tickermill screen --max pe=15 --sort peg',
  },
  {
    since: '20261201034000_reports',
    title: 'the annual and quarterly reports of companies',
    requests: 'the list of filings of each tracked company from the SEC, once a week and when it has a new report',
    begin: 'npx tickermill filings AAPL --form 10-K',
  },
  {
    since: '20261201035500_filing_sections',
    title: 'the main items of new reports as text: business, risk factors, discussion and analysis',
    requests: 'each new report of a tracked company from the SEC, once',
    begin: 'npx tickermill sections --help',
  },
];

/** The capabilities that a database gains with these migrations; none for a database that is new. */
export const newCapabilities = (applied: readonly string[]): readonly Capability[] =>
  applied.includes(first) ? [] : capabilities.filter(({ since }) => applied.includes(since));

/** Prints what the applied migrations have brought. Nothing for a new database. */
export function printNews(applied: readonly string[]): void {
  const news = newCapabilities(applied);
  if (news.length === 0) return;
  print();
  print(`  ${yellow('New')} since the build that filled this database:`);
  for (const { title, requests, begin } of news) {
    print(`    ${bold(title)}`);
    print(`      ${dim('it requests')}  ${requests}`);
    print(`      ${dim('begin with')}   ${begin}`);
  }
  print();
}
