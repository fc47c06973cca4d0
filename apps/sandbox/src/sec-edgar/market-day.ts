import type { Accession, Cik, Day } from '@tickermill/core';
import type { Company } from '../market/company.ts';
import { isFilingDay } from '../market/filing-days.ts';
import { drawsFor } from '../random.ts';
import type { Edgar } from './edgar.ts';
import { otherFormsOn } from './other-forms.ts';
import { outlinesOn } from './ownership/filings-of-day.ts';

/** A party in whose name a filing is made. */
export interface Party {
  readonly cik: Cik;
  readonly name: string;
  readonly role: 'Issuer' | 'Reporting' | 'Filer';
}

/** A filing as the lists of the whole market name it. */
export interface MarketFiling {
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  /** Wall time in New York. */
  readonly acceptedAt: string;
  readonly isOwnership: boolean;
  readonly parties: readonly Party[];
}

/** All that was filed on a day, in the order in which it was accepted. Nothing on days on which EDGAR is closed. */
export function filedOn(edgar: Edgar, day: Day): readonly MarketFiling[] {
  if (!isFilingDay(day) || edgar.closedDays.has(day) || day < edgar.from || day > edgar.today) return [];
  const { world, register } = edgar;
  const filings = register.companies.flatMap((company) => [
    ...outlinesOn(world, company, day).map(({ accession, form, acceptedAt, owners }) => ({
      accession,
      form,
      acceptedAt,
      filedOn: day,
      isOwnership: true,
      // As EDGAR does: reporting owners come before the issuer.
      parties: [...owners.map((owner) => asParty(owner, 'Reporting')), asParty(company, 'Issuer')],
    })),
    ...otherFormsOn(world.seed, company, day).map(({ accession, form, acceptedAt }) => ({
      accession,
      form,
      acceptedAt,
      filedOn: day,
      isOwnership: false,
      parties: [asParty(company, 'Filer')],
    })),
  ]);
  return [...filings, ...filingsOfOthers(world.seed, day)].sort((a, b) =>
    a.acceptedAt + a.accession < b.acceptedAt + b.accession ? -1 : 1,
  );
}

const asParty = ({ cik, name }: Pick<Company, 'cik' | 'name'>, role: Party['role']): Party => ({ cik, name, role });

const otherForms = ['497', '497K', '424B2', '424B5', '485BPOS', '40-APP', 'N-CSR', '1-A POS', 'X-17A-5', '5.01'];

/** Funds and banks, of which nothing is listed here but their filings: an index is never without any. */
function filingsOfOthers(seed: number, day: Day): MarketFiling[] {
  const draws = drawsFor(seed, 'others', day);
  return Array.from({ length: draws.int(8, 20) }, (_, nth) => {
    const number = draws.int(1, 400);
    const cik = String(2_490_000 + number).padStart(10, '0');
    const twoDigits = () => String(draws.int(0, 59)).padStart(2, '0');
    return {
      accession: `${cik}-${day.slice(2, 4)}-${day.slice(5, 7)}${day.slice(8)}${String(nth).padStart(2, '0')}`,
      form: draws.pick(otherForms),
      filedOn: day,
      acceptedAt: `${day}T${draws.pick(['06', '09', '14', '16', '17'])}:${twoDigits()}:${twoDigits()}`,
      isOwnership: false,
      parties: [{ cik, name: `INVENTED SERIES TRUST ${number}, A FUND OF FUNDS | CLASS A`, role: 'Filer' as const }],
    };
  });
}
