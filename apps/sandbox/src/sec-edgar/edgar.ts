import type { Cik, Day } from '@tickermill/core';
import { type BoundedCache, boundedCache } from '../bounded-cache.ts';
import type { Company } from '../market/company.ts';
import { type CompanyList, openCompanyList } from '../market/company-changes.ts';
import { filingDays } from '../market/filing-days.ts';
import { openRegister, type Register } from '../market/register.ts';
import { firstDay, type SandboxSettings } from '../settings.ts';
import { type ListedFiling, listOther, listOwnership } from './listed-filing.ts';
import { otherFormsOn } from './other-forms.ts';
import type { Owner } from './owners/owner.ts';
import { companyOfRosterCik, fundOfCik } from './owners/owner-ciks.ts';
import { membersOf } from './owners/roster.ts';
import { indexStakes } from './owners/stakes.ts';
import { outlinesOn } from './ownership/filings-of-day.ts';
import { openWorld, type World } from './ownership/world.ts';

/** All that the pretend EDGAR knows: who is listed, and what everyone has filed up to today. */
export interface Edgar {
  readonly world: World;
  readonly register: Register;
  /** The list of companies, which may be changed on demand. */
  readonly companyList: CompanyList;
  /** Days on which it is closed by order. */
  readonly closedDays: ReadonlySet<Day>;
  readonly from: Day;
  readonly today: Day;
  /** What a company filed or was filed about, newest first. */
  historyOf(company: Company): readonly ListedFiling[];
  /** Who has a CIK and the filings in its feed, newest first: as issuer, as owner, or both. */
  feedOf(cik: Cik): Feed | null;
}

/** The filings that a company or an owner takes part in. */
export interface Feed {
  readonly who: Company | Owner;
  readonly filings: readonly ListedFiling[];
}

/** A company of three years with 150 filings takes some 60 kB. */
const rememberedHistories = 500;

/** Opens EDGAR as of the day that the settings call today. */
export function openEdgar(settings: SandboxSettings): Edgar {
  const { seed, filingsPerDay, today } = settings;
  const world = openWorld(seed, filingsPerDay);
  const register = openRegister(seed, settings.tickers);
  const companyList = openCompanyList(register);
  const stakes = indexStakes(seed, register);
  const histories: BoundedCache<readonly ListedFiling[]> = boundedCache(rememberedHistories);
  const from = firstDay(settings);
  const closedDays = new Set(settings.closedDays);
  const days = filingDays(from, today).filter((day) => !closedDays.has(day));

  const historyOf = (company: Company) => histories.get(company.cik, () => listHistory(world, company, days));

  function issuersOwnedBy(cik: Cik): readonly Company[] {
    const ofRoster = companyOfRosterCik(cik);
    if (ofRoster !== null) return register.companies.slice(ofRoster, ofRoster + 1);
    const fund = fundOfCik(cik);
    const issuers = fund === null ? stakes.issuersOwnedBy(cik) : stakes.issuersOwnedByFund(fund);
    return issuers.flatMap((issuer) => register.ofCik(issuer) ?? []);
  }

  function feedOf(cik: Cik): Feed | null {
    const company = register.ofCik(cik);
    const issuers = issuersOwnedBy(cik);
    const owned = issuers.flatMap((issuer) => historyOf(issuer).filter(({ owners }) => owners.includes(cik)));
    if (company) {
      const own = historyOf(company);
      return { who: company, filings: owned.length > 0 ? newestFirst([...own, ...owned]) : own };
    }
    const successor = companyList.successor(cik);
    if (successor) return { who: successor, filings: [] };
    const owner = issuers.flatMap((issuer) => membersOf(world.rosterOf(issuer))).find((member) => member.cik === cik);
    return owner ? { who: owner, filings: newestFirst(owned) } : null;
  }

  return { world, register, companyList, closedDays, from, today, historyOf, feedOf };
}

function listHistory(world: World, company: Company, days: readonly Day[]): readonly ListedFiling[] {
  return newestFirst(
    days.flatMap((day) => [
      ...outlinesOn(world, company, day).map(listOwnership),
      ...otherFormsOn(world.seed, company, day).map(listOther),
    ]),
  );
}

function newestFirst(filings: readonly ListedFiling[]): readonly ListedFiling[] {
  const key = ({ acceptedAt, accession }: ListedFiling) => acceptedAt + accession;
  return [...filings].sort((a, b) => (key(a) < key(b) ? 1 : -1));
}
