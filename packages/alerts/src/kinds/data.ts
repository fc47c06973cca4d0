// Alerts about what came: lists that contradict themselves, schemas that are newer, and filings that somebody waits for.

import { counted } from '@tickermill/core';
import { z } from 'zod';
import { clear, defineKind, hourMs, raise, rule, sourceName, text } from './kind.ts';

const ListingFinding = z.object({
  source: text,
  dataset: text,
  what: text,
  symbol: text.nullable().default(null),
  tickers: z.array(text).default([]),
});
const ListingRead = z.object({
  listing: text,
  mic: text,
  status: text,
  rows: z.number(),
  before: z.number().nullable(),
  refused: text.nullable(),
});
const SchemaNewer = z.object({
  source: text,
  dataset: text,
  schema_version: text,
  newest_known: text,
  accession: text,
});
const Party = z.object({ cik: text, name: text.nullable(), symbol: text.nullable().optional() });
const WatchMatch = z.object({
  rule: text,
  accession: text,
  form: text,
  filed_on: text,
  issuer: Party,
  owners: z.array(Party),
  trades: z.number(),
  value: text.nullable(),
  insiders: z.number(),
});

/** What each finding of a listing means, for whoever has never met one. */
const findings: Readonly<Record<string, string>> = {
  'cik-changed': 'companies have another CIK than before',
  renamed: 'companies are listed under another symbol',
  'symbol-passed': 'symbols passed to another company',
  'rename-ambiguous': 'new symbols whose company is not clear',
  'two-companies': 'symbols under two CIKs at once',
  'odd-entry': 'entries of the list cannot be read',
};

export const dataKinds = {
  'listing-finding': defineKind<z.output<typeof ListingFinding>>({
    facts: ListingFinding,
    headline: ({ facts, count: n }) =>
      `the list of ${sourceName(facts.source)}: ${findings[facts.what] ?? facts.what} (${counted(n, 'finding')})`,
    evidence: () => [],
    next: () => 'what is not clear changes nothing; the list is read again tomorrow',
    action: () => 'decide those that stay unclear: tickermill findings',
    runbook: 'source-structure-changed.md',
    page: () => '/universe?tab=listings',
    quietMs: 26 * hourMs,
  }),
  'list-refused': defineKind<z.output<typeof ListingRead>>({
    facts: ListingRead,
    headline: ({ facts: { listing, mic, status } }) =>
      status === 'shrunk'
        ? `the list ${listing} names over a tenth fewer instruments of ${mic} than before`
        : `the list ${listing} is not laid out as it was`,
    evidence: ({ facts: { refused } }) => (refused === null ? [] : [refused]),
    next: () => 'it is read again every day; what the other lists say is stored as usual',
    action: ({ facts: { mic, status } }) =>
      status === 'shrunk'
        ? `look at the exchange; if it has dropped them: tickermill universe confirm ${mic}`
        : 'open the file of the exchange; if its columns have changed, upgrade Tickermill or report it',
    runbook: 'list-unreadable.md',
    page: () => '/universe?tab=listings',
  }),
  'schema-newer': defineKind<z.output<typeof SchemaNewer>>({
    facts: SchemaNewer,
    headline: ({ facts }) => `filings name schema ${facts.schema_version}; this build knows ${facts.newest_known}`,
    evidence: ({ facts }) => [`First seen in ${facts.accession}`],
    next: () => 'such filings are kept and set aside; a newer parser reads them again without a request',
    action: () => 'upgrade Tickermill, then: tickermill replay',
    runbook: 'source-structure-changed.md',
    page: () => '/insider-trades?tab=receipts',
    quietMs: 26 * hourMs,
  }),
  'watch-match': defineKind<z.output<typeof WatchMatch>>({
    facts: WatchMatch,
    headline: ({ facts: { issuer, owners, trades, value } }) => {
      const company = issuer.symbol ?? issuer.name ?? issuer.cik;
      const worth = value === null ? '' : `, USD ${grouped(value)}`;
      return `${company}: ${counted(trades, 'trade')} by ${owners[0]?.name ?? owners[0]?.cik ?? 'an insider'}${worth}`;
    },
    evidence: ({ facts }) => [
      `Form ${facts.form} of ${facts.filed_on}, ${facts.accession}`,
      ...(facts.insiders > 1 ? [`${facts.insiders} insiders of the company within the days of the rule`] : []),
    ],
    next: () => 'each filing matches a rule once',
    action: ({ facts }) => `see the others: tickermill watch-rules matches ${facts.rule}`,
    runbook: 'watch-rules.md',
    page: ({ facts }) => `/filings/${facts.accession}`,
  }),
};

/** A decimal with its thousands apart: `1,250,000.5`. */
const grouped = (value: string) => value.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));

export const dataRules = {
  'listing.finding': rule(ListingFinding, (facts) => [
    raise('warning', {
      kind: 'listing-finding',
      cause: `listing:${facts.source}:${facts.what}`,
      source: facts.source,
      dataset: facts.dataset,
      sources: [facts.source],
      names: [facts.symbol ?? facts.tickers[0] ?? 'one without a symbol'],
      facts,
    }),
  ]),
  'listing.read': rule(ListingRead, (facts) => {
    const cause = `list:${facts.listing}`;
    if (facts.status === 'done' || facts.status === 'unchanged') return [clear(cause, facts.mic)];
    // One that could not be had is told by its run and its source.
    if (facts.status === 'failed') return [];
    const about = { cause, dataset: 'listings', names: [facts.mic], member: facts.mic, facts };
    return [raise('warning', { ...about, kind: 'list-refused' })];
  }),
  'schema.newer': rule(SchemaNewer, (facts) => [
    raise('warning', {
      kind: 'schema-newer',
      cause: `schema:${facts.dataset}:${facts.schema_version}`,
      source: facts.source,
      dataset: facts.dataset,
      sources: [facts.source],
      names: [facts.accession],
      facts,
    }),
  ]),
  'watch-rule.matched': rule(WatchMatch, (facts) => [
    raise('info', {
      class: 'watch',
      kind: 'watch-match',
      cause: `watch:${facts.rule}:${facts.accession}`,
      ticker: facts.issuer.symbol ?? null,
      names: [facts.issuer.symbol ?? facts.issuer.cik],
      facts,
    }),
  ]),
};
