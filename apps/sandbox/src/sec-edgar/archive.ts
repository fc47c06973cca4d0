import { type Accession, toCik } from '@tickermill/core';
import { type Answer, answer } from '../answer.ts';
import type { Company } from '../market/company.ts';
import type { Edgar } from './edgar.ts';
import { noSuchKey } from './error-bodies.ts';
import { findOtherForm, otherFormText } from './other-forms.ts';
import { companyOfRosterCik } from './owners/owner-ciks.ts';
import { findFiling } from './ownership/filings-of-day.ts';
import { readAccession } from './ownership/slots.ts';
import { submissionText } from './ownership/submission-text.ts';

const documentPath = /^\/Archives\/edgar\/data\/(\d{1,10})\/(\d{10}-\d{2}-\d{6})\.txt$/;

/** The complete submission text file under a path of the archive; 404 where there is none. */
export function archivedDocument(edgar: Edgar, path: string): Answer {
  const [, cik = '', accession = ''] = documentPath.exec(path) ?? [];
  const text = cik === '' || cik.startsWith('0') ? null : submissionUnder(edgar, cik, accession);
  return text === null ? noSuchKey(path.slice(1)) : answer(200, 'text/plain', text);
}

/** The submission, if the CIK of the path is one of its parties. */
function submissionUnder(edgar: Edgar, pathCik: string, accession: Accession): string | null {
  const cik = toCik(pathCik);
  const { prefix, day } = readAccession(accession);
  const issuer = issuerOf(edgar, prefix);
  if (!issuer || edgar.closedDays.has(day) || day > edgar.today || day < edgar.from) return null;
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
