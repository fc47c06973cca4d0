// Invents filings of forms other than 3, 4 and 5, which lists must contain and collectors must skip.

import { type Accession, addDays, type Day } from '@tickermill/core';
import type { Company } from '../market/company.ts';
import { filingDayFrom, isFilingDay } from '../market/filing-days.ts';
import { type Draws, drawsFor } from '../random.ts';
import { reportedQuarter } from './fundamentals/fiscal-quarter.ts';
import { isAmended } from './fundamentals/restated.ts';
import { accessionOf } from './ownership/slots.ts';
import { companySection, submissionHeader } from './ownership/submission-header.ts';
import { wrapSubmission } from './ownership/submission-text.ts';

/** A filing that is not an ownership form. It is listed with the others, so that a collector has to choose. */
export interface OtherForm {
  readonly accession: Accession;
  readonly company: Company;
  readonly form: '8-K' | '10-Q' | '10-K' | '10-K/A' | '144' | 'SC 13G';
  readonly filedOn: Day;
  readonly acceptedAt: string;
  readonly period: Day | null;
  /** Item numbers of an 8-K. */
  readonly items: string;
  readonly fileName: string;
  readonly filmNumber: number;
  readonly size: number;
}

/** Other forms are numbered from here, above every ownership filing of the day. */
const firstNumber = 501;

/** The other forms of a company on one day: a pure function of the seed, the company and the day. */
export function otherFormsOn(seed: number, company: Company, day: Day): OtherForm[] {
  if (!isFilingDay(day)) return [];
  const draws = drawsFor(seed, 'other forms', company.cik, day);
  const forms: OtherForm['form'][] = [];
  if (draws.chance(0.045)) forms.push('8-K');
  if (draws.chance(0.05)) forms.push('144');
  if (day.slice(5, 7) === '02' && draws.chance(0.1)) forms.push('SC 13G');
  if (isReportDay(seed, company, day)) forms.push(reportedQuarter(company, day).number === 4 ? '10-K' : '10-Q');
  if (isAmendmentDay(seed, company, day)) forms.push('10-K/A');
  return forms.map((form, nth) => describe(draws, company, day, form, firstNumber + nth));
}

/** The other form of a company with an accession number, if there is one. */
export function findOtherForm(seed: number, company: Company, day: Day, accession: Accession): OtherForm | null {
  return otherFormsOn(seed, company, day).find((other) => other.accession === accession) ?? null;
}

/** Reports for a quarter come on one day early in February, May, August and November. */
function isReportDay(seed: number, { cik }: Company, day: Day): boolean {
  const [year = '', month = '', date = ''] = day.split('-');
  if (Number(month) % 3 !== 2 || date > '16') return false;
  return reportDay(seed, cik, year, month) === day;
}

function reportDay(seed: number, cik: string, year: string, month: string): Day {
  const wanted = drawsFor(seed, 'report day', cik, year, month).int(1, 9);
  return filingDayFrom(`${year}-${month}-0${wanted}`);
}

/** An annual report is amended so many days later, in the month behind it. */
const amendedAfterDays = 33;

function isAmendmentDay(seed: number, company: Company, day: Day): boolean {
  const [year = '', month = ''] = day.split('-');
  if (Number(month) % 3 !== 0) return false;
  const reported = reportDay(seed, company.cik, year, String(Number(month) - 1).padStart(2, '0'));
  if (filingDayFrom(addDays(reported, amendedAfterDays)) !== day) return false;
  const quarter = reportedQuarter(company, reported);
  return quarter.number === 4 && isAmended(seed, company, quarter.year);
}

function describe(draws: Draws, company: Company, day: Day, form: OtherForm['form'], number: number): OtherForm {
  const symbol = company.tickers[0].toLowerCase();
  const twoDigits = () => String(draws.int(0, 59)).padStart(2, '0');
  const names = { '144': 'primary_doc.xml', 'SC 13G': 'filing.txt' };
  return {
    accession: accessionOf(company.cik, day, number),
    company,
    form,
    filedOn: day,
    acceptedAt: `${day}T${draws.pick(['06', '08', '16', '16', '17'])}:${twoDigits()}:${twoDigits()}`,
    period: form === '144' || form === 'SC 13G' ? null : periodOf(company, day, form),
    items: form === '8-K' ? draws.pick(['2.02,9.01', '5.02', '5.07,9.01', '7.01', '8.01']) : '',
    fileName: form in names ? names[form as keyof typeof names] : `${symbol}-${day.replaceAll('-', '')}.htm`,
    filmNumber: Number(`${day.slice(2, 4)}${draws.digits(6)}`),
    size: draws.int(4000, form.startsWith('10') ? 15_000_000 : 500_000),
  };
}

/** Reports are of a quarter, an amended one of that of the report; other forms of their own day. */
function periodOf(company: Company, day: Day, form: OtherForm['form']): Day {
  if (!form.startsWith('10-')) return day;
  return reportedQuarter(company, form === '10-K/A' ? addDays(day, -amendedAfterDays) : day).end;
}

/** The complete submission of another form, with a page in place of its documents. */
export function otherFormText(other: OtherForm): string {
  const { company, form, fileName } = other;
  const header = submissionHeader({ ...other, documents: 1 }, [companySection('FILER', company)]);
  const text = `<html><head><title>${form}</title></head><body><p>${company.name}: an invented ${form}.</p></body></html>\n`;
  return wrapSubmission(other, header, [{ type: form, fileName, description: form, text }]);
}
