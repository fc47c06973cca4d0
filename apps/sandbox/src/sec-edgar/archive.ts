import { type Accession, toCik } from '@tickermill/core';
import { type Answer, answer } from '../answer.ts';
import type { Company } from '../market/company.ts';
import type { Edgar } from './edgar.ts';
import { noSuchKey } from './error-bodies.ts';
import { reportDocument } from './fundamentals/report-document.ts';
import { reportModel } from './fundamentals/report-text.ts';
import { findOtherForm, otherFormText } from './other-forms.ts';
import { companyOfRosterCik } from './owners/owner-ciks.ts';
import { findFiling } from './ownership/filings-of-day.ts';
import { readAccession } from './ownership/slots.ts';
import { submissionText } from './ownership/submission-text.ts';

const documentPath = /^\/Archives\/edgar\/data\/(\d{1,10})\/(\d{10}-\d{2}-\d{6})\.txt$/;

/** The folder of a filing, without the hyphens of its accession, and a file in it. */
const filePath = /^\/Archives\/edgar\/data\/([1-9]\d{0,9})\/(\d{10})(\d{2})(\d{6})\/([^/]+)$/;

/** The complete submission text file, or the main document of a report, under a path of the archive; 404 where there is none. */
export function archivedDocument(edgar: Edgar, path: string): Answer {
  const [, of = '', filer = '', year = '', number = '', file = ''] = filePath.exec(path) ?? [];
  const html = of === '' ? null : reportUnder(edgar, of, `${filer}-${year}-${number}`, file);
  if (html !== null) return answer(200, 'text/html', html);
  const [, cik = '', accession = ''] = documentPath.exec(path) ?? [];
  const text = cik === '' || cik.startsWith('0') ? null : submissionUnder(edgar, cik, accession);
  return text === null ? noSuchKey(path.slice(1)) : answer(200, 'text/plain', text);
}

function reportUnder(edgar: Edgar, pathCik: string, accession: Accession, file: string): string | null {
  const { prefix, day } = readAccession(accession);
  const company = edgar.register.ofCik(prefix);
  if (!company || company.cik !== toCik(pathCik) || !isOpen(edgar, day)) return null;
  const other = findOtherForm(edgar.world.seed, company, day, accession);
  const report = other?.fileName === file ? reportModel(edgar.world.seed, other) : null;
  return report && reportDocument(report);
}

const isOpen = ({ closedDays, from, today }: Edgar, day: string): boolean =>
  !closedDays.has(day) && day <= today && day >= from;

/** The submission, if the CIK of the path is one of its parties. */
function submissionUnder(edgar: Edgar, pathCik: string, accession: Accession): string | null {
  const cik = toCik(pathCik);
  const { prefix, day } = readAccession(accession);
  const issuer = issuerOf(edgar, prefix);
  if (!issuer || !isOpen(edgar, day)) return null;
  const filing = findFiling(edgar.world, issuer, accession);
  if (filing) return [issuer, ...filing.owners].some((party) => party.cik === cik) ? submissionText(filing) : null;
  const other = cik === issuer.cik && findOtherForm(edgar.world.seed, issuer, day, accession);
  return other ? otherFormText(other) : null;
}

/** The prefix of an accession number is the CIK of the issuer, or of a person in the issuer's roster. */
function issuerOf({ register }: Edgar, prefix: string): Company | undefined {
  const company = companyOfRosterCik(prefix);
  return company === null ? register.ofCik(prefix) : register.companies[company];
}
