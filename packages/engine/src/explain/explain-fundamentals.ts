// What is stored of a company's reports, when it was asked for, and what is missing.

import { addDays, type Cik, type Day, dayAt, edgarZone } from '@tickermill/core';
import {
  type FetchedCompany,
  fetchedCompany,
  type LastAsked,
  lastAsked,
  type MissingReport,
  missingReports,
} from '@tickermill/store/fundamentals';
import { lateDays } from '../datasets/company-facts/definition.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { moment } from '../moment.ts';

/** Why the fundamentals of a ticker are as they are. */
export interface FundamentalsExplanation {
  readonly sentence: string;
  readonly asked: readonly LastAsked[];
  readonly fetchedAt: Date | null;
  readonly lastFiled: Day | null;
  readonly missing: readonly MissingReport[];
}

/** Explains what is stored of the reports of the company behind a ticker. */
export async function explainFundamentals(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  company: { readonly symbol: string; readonly cik: Cik; readonly instrumentId: bigint },
): Promise<FundamentalsExplanation> {
  const { reads } = store;
  const asked = await lastAsked(reads, company);
  const fetched = await fetchedCompany(reads, company.cik);
  const since = addDays(dayAt(now(), edgarZone), -lateDays);
  const missing = await missingReports(reads, { cik: company.cik, since });
  const of = (dataset: string) => asked.find((each) => each.dataset === dataset);
  const sentences = [
    ofFacts(company.symbol, { last: of('company-facts'), fetched, now: now() }),
    ofMissing(missing),
    ofOther('Its list of reports', of('reports'), now()),
    ofOther('Its profile', of('company-profile'), now()),
  ];
  return {
    sentence: sentences.filter(Boolean).join(' '),
    asked,
    fetchedAt: fetched?.fetchedAt ?? null,
    lastFiled: fetched?.lastFiled ?? null,
    missing,
  };
}

interface OfFacts {
  readonly last: LastAsked | undefined;
  readonly fetched: FetchedCompany | null;
  readonly now: Date;
}

function ofFacts(symbol: string, { last, fetched, now }: OfFacts): string {
  const stored =
    fetched === null
      ? 'none are stored'
      : fetched.lastFiled === null
        ? 'they are stored, and hold no report'
        : `the last report in them was filed on ${fetched.lastFiled}`;
  if (!last && fetched)
    return `The facts of ${symbol} were stored ${moment(fetched.fetchedAt, now)} from a file; ${stored}.`;
  if (!last)
    return `The facts of ${symbol} were never asked for: "tickermill fundamentals ${symbol} --fetch" does, and so do its schedule once it is tracked and the refresh of all stocks.`;
  return `The facts of ${symbol} were last asked for ${howAsked(last, now)}; ${stored}.`;
}

/** When something was asked, by which run, and what came of it. */
function howAsked({ at, runId, state, errorCode }: LastAsked, now: Date): string {
  if (at === null) return `by run ${runId}, which goes on`;
  const how = { nothing: 'EDGAR has none', gone: 'it is gone', cancelled: 'cancelled' }[state] ?? state;
  return `${moment(at, now)} by run ${runId} (${errorCode === null ? how : `${how}: ${errorCode}`})`;
}

function ofMissing(missing: readonly MissingReport[]): string {
  const [first] = missing;
  if (!first) return `No report that EDGAR's index names for the last ${lateDays} days is missing.`;
  const named = `the ${first.form} filed on ${first.filed} (${first.accession})`;
  const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  return `Missing: ${named}${more}, which EDGAR's index names and its facts lack; it is asked for again until ${addDays(first.filed, lateDays)}.`;
}

const ofOther = (what: string, last: LastAsked | undefined, now: Date): string =>
  last
    ? `${what} was last asked for ${howAsked(last, now).replace('EDGAR has none', 'there is none')}.`
    : `${what} was never asked for.`;
