import { Accession, Cik, Day, type OwnershipFiling, PipelineError, toCik } from '@tickermill/core';
import { type Answer, get, isMissing } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, gone, nothing, type StepCall, step } from '../collector.ts';
import { maxDocumentBytes } from './document-bytes.ts';
import { parseOwnership, parserVersion } from './ownership.ts';
import {
  FilingColumns,
  type ListedFiling,
  OlderPageName,
  ownershipFilings,
  pagesSince,
  Submissions,
} from './submissions.ts';

/** The complete submission of one filing: acceptance time and ownership document in one request. */
const document = step({
  id: 'document',
  input: z.object({ cik: Cik, accession: Accession, filedOn: Day }),
  title: ({ accession }) => accession,
  request: ({ cik, accession }) =>
    get(`https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession}.txt`, {
      maxBytes: maxDocumentBytes,
      takesHead: true,
    }),
  parserVersion,
  asked: ({ key, url, filedOn }) => ({ cik: toCik(/\/data\/(\d+)\//.exec(url)?.[1] ?? '0'), accession: key, filedOn }),
  // What a history calls found are the filings that a list named; their documents add nothing to it.
  parse: (answer, { accession, filedOn }) => found({ records: [toRecord(answer, accession, filedOn)], found: 0 }),
});

function toRecord(answer: Answer, accession: Accession, listedOn: Day): OwnershipFiling {
  const { url } = answer.request;
  if (isMissing(answer)) {
    throw new PipelineError('REFUSED', `EDGAR has no document of the filing ${accession} that it lists`, {
      detail: { url, accession, status: answer.status },
    });
  }
  const { header, document } = parseOwnership(answer.body);
  if (header?.accession && header.accession !== accession) {
    throw new PipelineError('WRONG_DOCUMENT', `Asked for ${accession}, EDGAR answered with ${header.accession}`, {
      detail: { url, accession, answered: header.accession },
    });
  }
  return {
    ...document,
    accession,
    filedOn: header?.filedOn ?? listedOn,
    filedAt: header?.filedAt ?? null,
    url,
    documentSha256: answer.sha256,
    parserVersion,
  };
}

/** The call for a filing's document, for collectors that name filings and leave it to this one to read them. */
export const filingDocument = (about: { cik: Cik; accession: Accession; filedOn: Day }): StepCall => ({
  ...document(about, { unlessStored: about.accession }),
  collector: 'insider-trades',
});

const documentsOf = (cik: Cik, filings: readonly ListedFiling[]) =>
  filings.map(({ accession, filedOn }) => document({ cik, accession, filedOn }, { unlessStored: accession }));

const Range = { cik: Cik, since: Day, maxFilings: z.int().positive() };

/** An older page of a company's submissions, which `submissions` names. */
const olderPage = step({
  id: 'older-page',
  input: z.object({ ...Range, name: OlderPageName }),
  title: ({ name }) => name.replace(/\.json$/, ''),
  request: ({ name }) => get(`https://data.sec.gov/submissions/${name}`),
  parse: (answer, { cik, since, maxFilings }) => {
    if (isMissing(answer)) {
      throw new PipelineError('UNEXPECTED_ANSWER', `EDGAR has no page ${answer.request.url} though it lists it`, {
        detail: { url: answer.request.url, status: answer.status },
      });
    }
    const filings = ownershipFilings(answer.json(FilingColumns), since);
    if (filings.length === 0) return nothing(`no ownership filing since ${since} on this page`);
    return found<never>({ found: filings.length, next: documentsOf(cik, filings), documentLimit: maxFilings });
  },
});

/** The filings of a company or person, newest first, and which pages hold the older ones. */
const submissions = step({
  id: 'submissions',
  input: z.object(Range),
  title: ({ cik }) => `CIK${cik}`,
  request: ({ cik }) => get(`https://data.sec.gov/submissions/CIK${cik}.json`),
  parse: (answer, { cik, since, maxFilings }) => {
    if (isMissing(answer)) return gone(`EDGAR knows no filer with the CIK ${cik}`);
    const { cik: answered, filings: listed } = answer.json(Submissions);
    if (answered !== undefined && toCik(answered) !== cik) {
      throw new PipelineError(
        'WRONG_ANSWER',
        `Asked for the submissions of ${cik}, EDGAR answered with those of ${answered}`,
        {
          detail: { url: answer.request.url, cik, answered: toCik(answered) },
        },
      );
    }
    const { recent, files } = listed;
    const filings = ownershipFilings(recent, since);
    const pages = pagesSince(files, since).map(({ name }) => olderPage({ cik, since, maxFilings, name }));
    if (filings.length === 0 && pages.length === 0) return nothing(`no ownership filing since ${since}`);
    return found<never>({
      found: filings.length,
      next: [...pages, ...documentsOf(cik, filings)],
      documentLimit: maxFilings,
    });
  },
});

/** The parameters of the requests about one CIK. */
export const filingParams = z.object({
  /** The first requested filing day. */
  since: Day,
  /** Filings fetched in one run; those already stored do not count. Higher spends more requests at once. */
  maxFilings: z.int().positive().default(10),
});

/** Insider trades of one CIK from its submissions: SEC forms 3, 4, 5 and their amendments. */
export const insiderTrades = defineCollector({
  id: 'insider-trades',
  dataset: 'insider-trades',
  source: 'sec-edgar',
  params: filingParams,
  steps: [submissions, olderPage, document],
  start: ({ target, params }) => submissions({ cik: target, ...params }),
});
