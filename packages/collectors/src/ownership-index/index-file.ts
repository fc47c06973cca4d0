import { Accession, type Cik, Day, OwnershipForm, PipelineError, ReportForm, toCik } from '@tickermill/core';

/** A filing that an index names, with all parties in whose name it is filed. */
interface IndexedFiling<F> {
  readonly accession: Accession;
  readonly form: F;
  readonly filedOn: Day;
  readonly ciks: [Cik, ...Cik[]];
}

/** What is read of an index. */
export interface IndexedFilings {
  readonly filings: IndexedFiling<OwnershipForm>[];
  readonly reports: IndexedFiling<ReportForm>[];
}

/** How EDGAR writes an index: columns by their place, sorted by form, or by pipes, sorted by CIK. */
export type IndexFormat = 'form' | 'master';

interface Line {
  readonly form: string;
  readonly cik: string;
  readonly date: string;
  readonly file: string;
}

/** Names run over into the next column and dates have hyphens in some years, so a line is read from its end. */
const fixedLine = /^(.*?)\s+(\d{1,10})\s+(\d{8}|\d{4}-\d{2}-\d{2})\s+(edgar\/data\/\d{1,10}\/\S+\.txt)\s*$/;
const pipedLine = /^(\d{1,10})\|.*\|([^|]+)\|(\d{8}|\d{4}-\d{2}-\d{2})\|(edgar\/data\/\d{1,10}\/\S+\.txt)\s*$/;

/**
 * The ownership filings and reports of a daily index, each once with all its parties. Every line must be one, the last as well: a
 * file that was cut off is no index. Null if it names no filing at all. Some filings bear an earlier date than their
 * index, but never all: of `day` is an index of which any line is.
 * @throws {PipelineError} `UNEXPECTED_ANSWER` naming the line, `WRONG_ANSWER` for the index of another day.
 */
export function readIndex(text: string, format: IndexFormat, day: Day): IndexedFilings | null {
  const lines = text.split(/\r?\n/);
  const rule = lines.findIndex((line) => /^-{40,}\s*$/.test(line));
  const heading = rule < 1 ? '' : (lines[rule - 1] ?? '');
  const formWidth = heading.indexOf('Company Name');
  const isKnown =
    format === 'form' ? /^Form Type\s+Company Name/.test(heading) : heading.startsWith('CIK|Company Name|Form Type|');
  if (!isKnown) throw unreadable('it has no heading of an index', lines[0] ?? '');
  const rows = lines.slice(rule + 1).filter((line) => line.trim() !== '');
  if (rows.length === 0) return null;
  const filings = new Map<Accession, IndexedFiling<OwnershipForm>>();
  const reports = new Map<Accession, IndexedFiling<ReportForm>>();
  let isOfDay = false;
  for (const row of rows) {
    const line = format === 'form' ? readFixed(row, formWidth) : readPiped(row);
    if (!line) throw unreadable('a line is none of an index', row);
    isOfDay ||= line.date.replaceAll('-', '') === day.replaceAll('-', '');
    const form = OwnershipForm.safeParse(line.form);
    const report = ReportForm.safeParse(line.form);
    if (form.success) add(filings, form.data, line, row);
    if (report.success) add(reports, report.data, line, row);
  }
  if (!isOfDay) {
    throw new PipelineError('WRONG_ANSWER', `Asked for the index of ${day}, EDGAR answered with that of another day`, {
      detail: { line: rows[0]?.slice(0, 200) ?? '' },
    });
  }
  return { filings: [...filings.values()], reports: [...reports.values()] };
}

function readFixed(row: string, formWidth: number): Line | null {
  const [, , cik = '', date = '', file = ''] = fixedLine.exec(row) ?? [];
  return cik === '' ? null : { form: row.slice(0, formWidth).trim(), cik, date, file };
}

function readPiped(row: string): Line | null {
  const [, cik = '', form = '', date = '', file = ''] = pipedLine.exec(row) ?? [];
  return cik === '' ? null : { form: form.trim(), cik, date, file };
}

function add<F>(filings: Map<Accession, IndexedFiling<F>>, form: F, { cik, date, file }: Line, row: string): void {
  const accession = Accession.safeParse(/([^/]+)\.txt$/.exec(file)?.[1]);
  const filedOn = Day.safeParse(date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  if (!accession.success || !filedOn.success) throw unreadable('a line names no filing', row);
  const known = filings.get(accession.data);
  const party = toCik(cik);
  if (known?.ciks.includes(party)) return;
  if (known) known.ciks.push(party);
  else filings.set(accession.data, { accession: accession.data, form, filedOn: filedOn.data, ciks: [party] });
}

const unreadable = (because: string, line: string) =>
  new PipelineError('UNEXPECTED_ANSWER', `The daily index cannot be read: ${because}`, {
    detail: { line: line.slice(0, 200) },
  });
