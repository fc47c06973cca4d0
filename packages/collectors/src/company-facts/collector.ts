import { Cik, type CompanyFactsRecord, PipelineError, toCik } from '@tickermill/core';
import { parseCompanyFacts } from '@tickermill/fundamentals';
import { type Answer, get, isMissing } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, nothing, step } from '../collector.ts';
import { toPeriods } from './periods.ts';

/** Raised when facts or figures of the same answer come out otherwise. */
const parserVersion = 1;

/** The largest companies have some 10 MB. */
const maxBytes = 100 * 1024 * 1024;

/** All that a company has reported in XBRL, in one answer. */
const facts = step({
  id: 'facts',
  input: z.object({ cik: Cik }),
  title: ({ cik }) => `facts of CIK${cik}`,
  request: ({ cik }) => get(`https://data.sec.gov/api/xbrl/companyfacts/CIK${cik}.json`, { maxBytes }),
  parserVersion,
  isHeavy: true,
  asked: ({ key }) => ({ cik: toCik(key) }),
  parse: (answer, { cik }) => {
    if (isMissing(answer)) return nothing(`EDGAR has no XBRL facts of the CIK ${cik}`);
    const record = toRecord(answer, cik);
    if (record.facts.length === 0) return nothing(`EDGAR has no facts of the CIK ${cik} that figures are made of`);
    return found({ records: [record], found: record.facts.length });
  },
});

function toRecord(answer: Answer, cik: Cik): CompanyFactsRecord {
  const { url } = answer.request;
  const { cik: answered, name, facts: stated, oddities } = parseCompanyFacts(answer.body);
  if (answered !== null && answered !== cik) {
    throw new PipelineError('WRONG_ANSWER', `Asked for the facts of ${cik}, EDGAR answered with those of ${answered}`, {
      detail: { url, cik, answered },
    });
  }
  return {
    cik,
    name,
    facts: [...stated],
    periods: toPeriods(stated),
    oddities: [...oddities],
    url,
    documentSha256: answer.sha256,
    parserVersion,
  };
}

/** The parameters of the requests about one CIK: none. */
export const factsParams = z.object({});

/** What a company has reported as XBRL facts, and the figures made of them. */
export const companyFacts = defineCollector({
  id: 'company-facts',
  dataset: 'company-facts',
  source: 'sec-edgar',
  params: factsParams,
  steps: [facts],
  start: ({ target }) => facts({ cik: target }),
});
