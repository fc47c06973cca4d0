import { type Day, dayAt, instantOf } from '@tickermill/core';
import { type Answer, answer, json, validated } from '../answer.ts';
import { boundedCache } from '../bounded-cache.ts';
import type { Asked } from '../source.ts';
import { archivedDocument } from './archive.ts';
import type { Edgar } from './edgar.ts';
import { accessDenied, noSuchKey } from './error-bodies.ts';
import { companyTickers } from './feeds/company-tickers.ts';
import { columnsOf, submissionsOf } from './feeds/submissions.ts';
import { olderPages } from './feeds/submissions-pages.ts';
import { companyFactsOf } from './fundamentals/company-facts.ts';
import { hasFacts } from './fundamentals/restated.ts';
import { reportsOf } from './fundamentals/statements.ts';
import type { ListedFiling } from './listed-filing.ts';
import { openMarketLists } from './market-lists.ts';

/** Answers that are written once and kept: some 8 kB each, submissions up to 300 kB. */
const rememberedDocuments = 2000;
const rememberedSubmissions = 200;

const submissionsPath = /^\/submissions\/CIK(\d{10})(?:-submissions-(\d{3}))?\.json$/;

const factsPath = /^\/api\/xbrl\/companyfacts\/CIK(\d{10})\.json$/;

/** What each SEC host answers to a path. */
export interface SecRoutes {
  answerTo(host: 'www.sec.gov' | 'data.sec.gov', path: string, asked: Asked): Answer;
}

/** Opens the routes of the SEC hosts over a pretend EDGAR. */
export function openSecRoutes(edgar: Edgar, recentFilings: number): SecRoutes {
  const documents = boundedCache<Answer>(rememberedDocuments);
  const submissions = boundedCache<Answer>(rememberedSubmissions);
  const midnight = instantOf(`${edgar.today}T00:00:00`, 'America/New_York');
  // Written once for as long as nobody changes it.
  let tickers: { changes: unknown; answer: Answer } | null = null;
  const companies = (): Answer => {
    const changes = edgar.companyList.inForce();
    if (tickers?.changes !== changes)
      tickers = {
        changes,
        answer: validated(answer(200, 'application/json', companyTickers(edgar.companyList)), midnight),
      };
    return tickers.answer;
  };

  const lists = openMarketLists(edgar);

  function fromWww(path: string, { query, at }: Asked): Answer {
    if (path === '/files/company_tickers.json') return companies();
    if (path.startsWith('/Archives/edgar/data/')) return documents.get(path, () => archivedDocument(edgar, path));
    if (path === '/cgi-bin/browse-edgar') return lists.feedAt(query, new Date(at));
    const index = lists.indexAt(path, new Date(at));
    if (index) return index;
    return path.startsWith('/Archives/') ? accessDenied(path.slice(1)) : noSuchKey(path.slice(1));
  }

  function fromData(path: string, { at }: Asked): Answer {
    const [, factsOf] = factsPath.exec(path) ?? [];
    if (factsOf !== undefined) return factsFile(edgar, factsOf, new Date(at)) ?? noSuchKey(path.slice(1));
    const [, cik, page] = submissionsPath.exec(path) ?? [];
    if (cik === undefined) return noSuchKey(path.slice(1));
    const by = dayAt(new Date(at), 'America/New_York');
    const known = () => submissionsFile(edgar, { perPage: recentFilings, by }, cik, page) ?? noSuchKey(path.slice(1));
    // Of a successor there is one as long as the change holds.
    return edgar.companyList.successor(cik) || by < edgar.today ? known() : submissions.get(path, known);
  }

  return { answerTo: (host, path, asked) => (host === 'www.sec.gov' ? fromWww(path, asked) : fromData(path, asked)) };
}

function submissionsFile(
  edgar: Edgar,
  { perPage, by }: { readonly perPage: number; readonly by: Day },
  cik: string,
  page: string | undefined,
): Answer | null {
  const feed = edgar.feedOf(cik);
  if (!feed) return null;
  const filings = by < edgar.today ? feed.filings.filter(({ filedOn }) => filedOn <= by) : feed.filings;
  if (page === undefined) {
    const body = submissionsOf(feed.who, filings, perPage);
    return validated(json(200, body), changedAt(edgar, filings[0]));
  }
  const older = olderPages(filings, perPage)[Number(page) - 1];
  return older ? validated(json(200, columnsOf(cik, older.filings)), changedAt(edgar, older.filings[0])) : null;
}

/** A file was last changed when the newest filing in it was accepted. */
function changedAt({ from }: Edgar, newest: ListedFiling | undefined): Date {
  return instantOf(newest?.acceptedAt ?? `${from}T00:00:00`, 'America/New_York');
}

/** The facts of a company by the reports that were filed up to a day; null where it has none. */
function factsFile({ world: { seed }, register, today, historyOf }: Edgar, cik: string, at: Date): Answer | null {
  const company = register.ofCik(cik);
  if (!company || !hasFacts(seed, company)) return null;
  const day = dayAt(at, 'America/New_York');
  const on = day < today ? day : today;
  const reports = reportsOf(seed, company, { filings: historyOf(company), by: on, on });
  return reports.length === 0 ? null : json(200, companyFactsOf(seed, company, reports));
}
