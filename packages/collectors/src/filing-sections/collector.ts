import { createHash } from 'node:crypto';
import {
  Accession,
  Cik,
  Day,
  type FilingSection,
  type FilingSections,
  PipelineError,
  reportUrl,
  SectionItem,
  toCik,
  unstorable,
} from '@tickermill/core';
import { toSections } from '@tickermill/fundamentals';
import { type Answer, get, isMissing } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, step } from '../collector.ts';

/** Raised when the same document is read otherwise. */
const parserVersion = 1;

/** The main documents of the largest banks have some 30 MB. */
const maxBytes = 64 * 1024 * 1024;

/** The parameters of the request about one report: what the list of its company says of it. */
export const sectionsParams = z.object({
  cik: Cik,
  filed: Day,
  primaryDocument: z.string().nullable(),
});

type Asked = z.infer<typeof sectionsParams> & { accession: Accession };

/** The main document of a report. */
const document = step({
  id: 'document',
  input: sectionsParams.extend({ accession: Accession }),
  title: ({ accession }) => accession,
  request: (asked) => get(reportUrl(asked), { maxBytes }),
  parserVersion,
  isHeavy: true,
  asked: ({ key, url, filedOn }) => {
    const [, cik = '0', file = ''] = /\/data\/(\d+)\/(?:\d+\/)?([^/]+)$/.exec(url) ?? [];
    return { accession: key, cik: toCik(cik), filed: filedOn, primaryDocument: file === `${key}.txt` ? null : file };
  },
  parse: (answer, asked) => found({ records: [toRecord(answer, asked)] }),
});

function toRecord(answer: Answer, { accession, cik, filed }: Asked): FilingSections {
  const { url } = answer.request;
  if (isMissing(answer)) {
    throw new PipelineError('REFUSED', `EDGAR has no document of the report ${accession} that it lists`, {
      detail: { url, accession, status: answer.status },
    });
  }
  const others = companiesIn(answer.body);
  if (others.length > 0 && !others.includes(cik)) {
    throw new PipelineError('WRONG_DOCUMENT', `Asked for a report of ${cik}, EDGAR answered with one of ${others[0]}`, {
      detail: { url, accession, answered: others[0] ?? '' },
    });
  }
  const { form: readAs, text, sections } = readSections(answer);
  return {
    accession,
    cik,
    filed,
    readAs,
    chars: text.length,
    sections: sections.map(toSection),
    url,
    documentSha256: answer.sha256,
    parserVersion,
  };
}

/** What names itself another form is a document like no report, not a source that has changed. */
function readSections(answer: Answer): ReturnType<typeof toSections> {
  try {
    return toSections(answer.body);
  } catch (error) {
    if (error instanceof PipelineError && error.code === 'UNEXPECTED_ANSWER') {
      throw new PipelineError('NOT_A_REPORT', error.message, { detail: { url: answer.request.url } });
    }
    throw error;
  }
}

function toSection({
  item,
  status,
  text,
  span,
  warnings,
}: ReturnType<typeof toSections>['sections'][number]): FilingSection {
  const kept = text?.replaceAll(unstorable, '') ?? null;
  return {
    item: SectionItem.parse(item),
    status,
    text: kept,
    from: span?.from ?? null,
    before: span?.before ?? null,
    sha256: kept === null ? null : createHash('sha256').update(kept).digest('hex'),
    warnings: [...warnings],
  };
}

/** Whose report it is, as inline XBRL says within the document: those of several companies name each. */
function companiesIn(body: Buffer): string[] {
  const ciks = new Set<string>();
  const name = '"dei:EntityCentralIndexKey"';
  for (let at = body.indexOf(name); at !== -1; at = body.indexOf(name, at + name.length)) {
    const near = body.toString('latin1', at, at + 600);
    const digits = /^[^>]*>(?:<[^>]*>|\s)*(\d{1,10})\s*</.exec(near)?.[1];
    if (digits !== undefined) ciks.add(toCik(digits));
  }
  return [...ciks];
}

/** The main items of a report, as text: business, risk factors, discussion and analysis, and the like. */
export const filingSections = defineCollector({
  id: 'filing-sections',
  dataset: 'filing-sections',
  source: 'sec-edgar',
  params: sectionsParams,
  steps: [document],
  start: ({ target, params }) => document({ accession: target, ...params }, { unlessStored: target }),
});
