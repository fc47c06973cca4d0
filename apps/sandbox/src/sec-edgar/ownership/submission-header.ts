// Writes the header of a complete submission, as EDGAR does in front of its documents.

import type { Address, Company } from '../../market/company.ts';
import type { Owner } from '../owners/owner.ts';

const compact = (day: string) => day.replaceAll('-', '');

/** The facts about the filing itself in the header of a complete submission. */
export interface SubmissionFacts {
  readonly accession: string;
  readonly form: string;
  readonly documents: number;
  readonly period: string | null;
  readonly filedOn: string;
  /** Wall time in New York. */
  readonly acceptedAt: string;
}

/** The SEC-HEADER of a complete submission: the filing, then a section for each party. */
export function submissionHeader(facts: SubmissionFacts, sections: readonly string[]): string {
  const { accession, form, filedOn } = facts;
  return [
    `<SEC-HEADER>${accession}.hdr.sgml : ${compact(filedOn)}`,
    `<ACCEPTANCE-DATETIME>${facts.acceptedAt.replace(/\D/g, '')}`,
    `ACCESSION NUMBER:\t\t${accession}`,
    `CONFORMED SUBMISSION TYPE:\t${form}`,
    `PUBLIC DOCUMENT COUNT:\t\t${facts.documents}`,
    ...(facts.period ? [`CONFORMED PERIOD OF REPORT:\t${compact(facts.period)}`] : []),
    `FILED AS OF DATE:\t\t${compact(filedOn)}`,
    `DATE AS OF CHANGE:\t\t${compact(filedOn)}`,
    '',
    sections.join('\n'),
  ]
    .join('\n')
    .concat('</SEC-HEADER>\n');
}

/** The section of a reporting owner. Persons have a mail address alone, entities a business address too. */
export function ownerSection(owner: Owner, form: string, issuer: Company, filmNumber: number): string {
  const isEntity = owner.kind === 'entity';
  return [
    'REPORTING-OWNER:\t\n',
    '\tOWNER DATA:\t',
    `\t\tCOMPANY CONFORMED NAME:\t\t\t${owner.name}`,
    `\t\tCENTRAL INDEX KEY:\t\t\t${owner.cik}`,
    ...(isEntity ? ['\t\tSTATE OF INCORPORATION:\t\t\tDE', '\t\tFISCAL YEAR END:\t\t\t1231'] : []),
    '\t\tORGANIZATION NAME:           \t\n',
    '\tFILING VALUES:',
    `\t\tFORM TYPE:\t\t${form}`,
    '\t\tSEC ACT:\t\t1934 Act',
    `\t\tSEC FILE NUMBER:\t${issuer.fileNumber}`,
    `\t\tFILM NUMBER:\t\t${filmNumber}\n`,
    ...(isEntity ? [address('BUSINESS ADDRESS', owner.address, issuer.phone)] : []),
    address('MAIL ADDRESS', owner.address),
  ].join('\n');
}

/** The section of the issuer, or with another heading of a company that files for itself. */
export function companySection(heading: 'ISSUER' | 'FILER', company: Company): string {
  return [
    `${heading}:\t\t\n`,
    '\tCOMPANY DATA:\t',
    `\t\tCOMPANY CONFORMED NAME:\t\t\t${company.name}`,
    `\t\tCENTRAL INDEX KEY:\t\t\t${company.cik}`,
    `\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\t${company.industry.title.toUpperCase()} [${company.industry.code}]`,
    `\t\tORGANIZATION NAME:           \t${company.industry.office}`,
    `\t\tIRS NUMBER:\t\t\t\t${company.irsNumber}`,
    `\t\tSTATE OF INCORPORATION:\t\t\t${company.stateOfIncorporation}`,
    `\t\tFISCAL YEAR END:\t\t\t${company.fiscalYearEnd}\n`,
    address('BUSINESS ADDRESS', company.address, company.phone),
    address('MAIL ADDRESS', company.address),
  ].join('\n');
}

function address(heading: string, { street1, street2, city, state, zip }: Address, phone?: string): string {
  return [
    `\t${heading}:\t`,
    `\t\tSTREET 1:\t\t${street1}`,
    ...(street2 ? [`\t\tSTREET 2:\t\t${street2}`] : []),
    `\t\tCITY:\t\t\t${city}`,
    `\t\tSTATE:\t\t\t${state}`,
    `\t\tZIP:\t\t\t${zip}`,
    ...(phone ? [`\t\tBUSINESS PHONE:\t\t${phone}`] : []),
    '',
  ].join('\n');
}
