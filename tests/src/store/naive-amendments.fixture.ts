import { addDays, type Day, dayAt, isFilingDay, type OwnershipFiling } from '@tickermill/core';
import type { Store } from '@tickermill/store';

/** What should stand in the database about one filing and its rows. */
export interface Judged {
  readonly accession: string;
  readonly amends: string | null;
  readonly amendment: string | null;
  readonly flags: readonly string[];
  /** The amendment that restates the rows, by `trade` or `holding` and their table; only where there are such rows. */
  readonly supersededBy: Readonly<Record<string, string | null>>;
}

/** What does stand there, by accession. */
export const judgedIn = ({ db }: Pick<Store, 'db'>): Promise<Judged[]> => db.$queryRaw<Judged[]>`
  SELECT accession, amends, amendment, array_remove(flags, 'date-out-of-range') AS flags, (
    SELECT coalesce(jsonb_object_agg(scope, superseded_by), '{}') FROM (
      SELECT DISTINCT 'trade ' || table_name AS scope, superseded_by FROM insider_trades WHERE accession = f.accession
      UNION SELECT DISTINCT 'holding ' || table_name, superseded_by FROM insider_holdings WHERE accession = f.accession) r
    ) AS "supersededBy"
  FROM filings f ORDER BY accession`;

const ownersOf = ({ owners }: OwnershipFiling) => [...new Set(owners.map(({ cik }) => cik))].sort().join();
const isAmendment = ({ form }: OwnershipFiling) => form.endsWith('/A');
const orderOf = ({ filedOn, filedAt, accession }: OwnershipFiling) => [filedOn, filedAt ?? '', accession].join(' ');

/** Whether two days are neighbours among the days on which EDGAR is open, whichever of them it takes for granted. */
function areNeighbours(day: Day, filedOn: Day): boolean {
  if (day < '1934-01-01') return false; // a slip of the pen
  for (const step of [1, -1]) {
    let at = addDays(day, step);
    while (!isFilingDay(at)) at = addDays(at, step);
    if (at === filedOn) return true;
  }
  return false;
}

/** The ways in which a stated date may mean a filing, the surest first. */
const ways: readonly [flag: string | null, holds: (amendment: OwnershipFiling, of: OwnershipFiling) => boolean][] = [
  [null, ({ originalFiledOn }, of) => of.filedOn === originalFiledOn],
  [
    'amends-by-acceptance-day',
    ({ originalFiledOn }, of) =>
      of.filedAt !== null && dayAt(new Date(of.filedAt), 'America/New_York') === originalFiledOn,
  ],
  [
    'amends-by-period',
    ({ originalFiledOn, period }, of) => of.period === originalFiledOn && period === originalFiledOn,
  ],
  [
    'amends-by-neighbouring-day',
    ({ originalFiledOn, period }, of) =>
      period !== null && of.period === period && areNeighbours(originalFiledOn ?? '', of.filedOn),
  ],
];

/** Which filing an amendment means: one look at all that are stored, one way after the other. */
function meant(
  amendment: OwnershipFiling,
  all: readonly OwnershipFiling[],
): { of: OwnershipFiling | null; flag: string | null } {
  if (amendment.originalFiledOn === null) return { of: null, flag: null };
  const earlier = all.filter(
    (each) =>
      each.issuer.cik === amendment.issuer.cik &&
      each.form[0] === amendment.form[0] &&
      ownersOf(each) === ownersOf(amendment) &&
      orderOf(each) < orderOf(amendment),
  );
  for (const [flag, holds] of ways) {
    for (const kind of [false, true]) {
      const found = earlier.filter((each) => isAmendment(each) === kind && holds(amendment, each));
      if (found.length > 1) return { of: null, flag: 'amendment-ambiguous' };
      if (found[0]) return { of: found[0], flag };
    }
  }
  return { of: null, flag: null };
}

const rowsOf = (filing: OwnershipFiling): string[] => [
  ...filing.transactions.map(({ table }) => `trade ${table}`),
  ...filing.holdings.map(({ table }) => `holding ${table}`),
];

/**
 * What an amendment does to a table of the chain before it, told by its rows: one that is there again restates, one that
 * goes on from another adds, as many as before restate, and of fewer nobody can say.
 */
function natureOf(
  amendment: OwnershipFiling,
  table: string,
  before: readonly OwnershipFiling[],
): 'restates' | 'adds' | 'unclear' {
  const rowsIn = ({ transactions }: OwnershipFiling) => transactions.filter((row) => row.table === table);
  const versions = before.map(rowsIn).filter((rows) => rows.length > 0);
  const former = versions.at(-1);
  if (former === undefined) return 'restates';
  const pairs = rowsIn(amendment).flatMap((row) => versions.flat().map((earlier) => ({ row, earlier })));
  const isSame = pairs.some(
    ({ row, earlier }) =>
      (row.shares === earlier.shares && row.price === earlier.price) ||
      (row.ownership === earlier.ownership && row.sharesAfter !== null && row.sharesAfter === earlier.sharesAfter),
  );
  if (isSame) return 'restates';
  const goesOn = pairs.some(
    ({ row, earlier }) =>
      row.ownership === earlier.ownership &&
      row.sharesAfter !== null &&
      earlier.sharesAfter !== null &&
      Number(row.sharesAfter) === Number(earlier.sharesAfter) - Number(row.shares),
  );
  if (goesOn) return 'adds';
  return rowsIn(amendment).length >= former.length ? 'restates' : 'unclear';
}

/** A second reading of the rule, filing by filing and without a database, for tests to compare with. */
export function judgeNaively(all: readonly OwnershipFiling[]): Judged[] {
  const links = new Map(all.filter(isAmendment).map((filing) => [filing.accession, meant(filing, all)]));
  const rootOf = (filing: OwnershipFiling): OwnershipFiling => {
    const of = links.get(filing.accession)?.of;
    return of ? rootOf(of) : filing;
  };
  const inOrder = [...all].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const natures = (filing: OwnershipFiling) => {
    const before = inOrder.filter((each) => rootOf(each) === rootOf(filing) && orderOf(each) < orderOf(filing));
    const tables = new Set(filing.transactions.map(({ table }) => table));
    return new Map([...tables].map((table) => [`trade ${table}`, natureOf(filing, table, before)]));
  };
  const isUnclear = (filing: OwnershipFiling) =>
    isAmendment(filing) && !isAmendment(rootOf(filing)) && [...natures(filing).values()].includes('unclear');
  const restates = (filing: OwnershipFiling, scope: string) =>
    !isUnclear(filing) &&
    (scope.startsWith('trade') ? natures(filing).get(scope) === 'restates' : rowsOf(filing).includes(scope));
  return all.map((filing) => {
    const root = rootOf(filing);
    const later = inOrder.filter((each) => rootOf(each) === root && orderOf(each) > orderOf(filing));
    const isLoose = links.get(root.accession)?.flag === 'amendment-ambiguous' ? 'ambiguous' : 'unmatched';
    const { of = null, flag = null } = links.get(filing.accession) ?? {};
    return {
      accession: filing.accession,
      amends: of?.accession ?? null,
      amendment: !isAmendment(filing)
        ? null
        : isAmendment(root)
          ? isLoose
          : isUnclear(filing)
            ? 'ambiguous'
            : 'matched',
      flags: [...(flag === null ? [] : [flag]), ...(isUnclear(filing) ? ['amendment-unclear'] : [])],
      supersededBy: Object.fromEntries(
        rowsOf(filing).map((scope) => [scope, later.find((each) => restates(each, scope))?.accession ?? null]),
      ),
    };
  });
}

/** How many trades statistics count of these filings. */
export function countedNaively(all: readonly OwnershipFiling[]): number {
  return judgeNaively(all).reduce((sum, { accession, amendment, supersededBy }) => {
    if (amendment !== null && amendment !== 'matched') return sum;
    const filing = all.find((each) => each.accession === accession);
    return sum + (filing?.transactions.filter(({ table }) => !supersededBy[`trade ${table}`]).length ?? 0);
  }, 0);
}
