import { Cik, type CompanyReports, Day, PipelineError, toCik } from '@tickermill/core';
import { type Answer, get, isMissing } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, gone, nothing, step } from '../collector.ts';
import { OlderPageName, pagesSince } from '../insider-trades/submissions.ts';
import { ReportColumns, reportsAmong, Submissions, toRegistrant } from './submissions.ts';

/** Raised when the same answer comes out otherwise. */
const parserVersion = 1;

/** The parameters of the requests about one CIK: the filing day from which on older pages are read. */
export const reportsParams = z.object({ since: Day });

/** An older page of a company's submissions, which `submissions` names. */
const olderPage = step({
  id: 'older-page',
  input: z.object({ cik: Cik, name: OlderPageName }),
  title: ({ name }) => name.replace(/\.json$/, ''),
  request: ({ name }) => get(`https://data.sec.gov/submissions/${name}`),
  parserVersion,
  parse: (answer, { cik }) => {
    const { url } = answer.request;
    if (isMissing(answer)) {
      throw new PipelineError('UNEXPECTED_ANSWER', `EDGAR has no page ${url} though it lists it`, {
        detail: { url, status: answer.status },
      });
    }
    const reports = reportsAmong(answer.json(ReportColumns));
    if (reports.length === 0) return nothing('no report on this page');
    return found({ records: [{ cik, registrant: null, reports, url, parserVersion }], found: reports.length });
  },
});

/** The filings of a company, the newest first, and which pages hold the older ones. */
const submissions = step({
  id: 'submissions',
  input: z.object({ cik: Cik, since: Day }),
  title: ({ cik }) => `CIK${cik}`,
  request: ({ cik }) => get(`https://data.sec.gov/submissions/CIK${cik}.json`),
  parserVersion,
  parse: (answer, { cik, since }) => {
    if (isMissing(answer)) return gone(`EDGAR knows no filer with the CIK ${cik}`);
    const { record, pages } = readSubmissions(answer, cik);
    const next = pagesSince(pages, since).map(({ name }) => olderPage({ cik, name }));
    return found({ records: [record], found: record.reports.length, next });
  },
});

function readSubmissions(answer: Answer, cik: Cik) {
  const { url } = answer.request;
  const told = answer.json(Submissions);
  if (told.cik !== undefined && toCik(told.cik) !== cik) {
    throw new PipelineError(
      'WRONG_ANSWER',
      `Asked for the reports of ${cik}, EDGAR answered with those of ${told.cik}`,
      {
        detail: { url, cik, answered: toCik(told.cik) },
      },
    );
  }
  const { recent, files } = told.filings;
  const record: CompanyReports = {
    cik,
    registrant: toRegistrant(told),
    reports: reportsAmong(recent),
    url,
    parserVersion,
  };
  return { record, pages: files };
}

/** The annual and quarterly reports of a company, and who it is, from its submissions. */
export const reports = defineCollector({
  id: 'reports',
  dataset: 'reports',
  source: 'sec-edgar',
  params: reportsParams,
  steps: [submissions, olderPage],
  start: ({ target, params }) => submissions({ cik: target, ...params }),
});
