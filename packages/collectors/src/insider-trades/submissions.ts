import { Accession, addDays, Day, OwnershipForm } from '@tickermill/core';
import { z } from 'zod';

/** The columns of a list of filings: the same place in each column speaks of the same filing. */
export const FilingColumns = z
  .object({ accessionNumber: z.array(Accession), filingDate: z.array(Day), form: z.array(z.string()) })
  .refine(
    ({ accessionNumber, filingDate, form }) =>
      accessionNumber.length === filingDate.length && accessionNumber.length === form.length,
    { error: 'must have columns of equal length' },
  );
export type FilingColumns = z.infer<typeof FilingColumns>;

/** The name of an older page of a company's submissions, as EDGAR lists it. */
export const OlderPageName = z.string().regex(/^CIK\d{10}-submissions-\d{3}\.json$/, {
  error: 'must be a page name such as CIK0000320193-submissions-001.json',
});

/** An older page, with the days between which its filings were filed. */
export const OlderPage = z.object({ name: OlderPageName, filingFrom: Day, filingTo: Day });
type OlderPage = z.infer<typeof OlderPage>;

/**
 * `submissions/CIK##########.json`, only what is used of it: the newest filings (a year or 1,000 of them), and the pages
 * that hold the older ones, which are bare columns.
 */
export const Submissions = z.object({
  /** Whose they are: digits, with or without leading zeros. */
  cik: z.union([z.string().regex(/^\d{1,10}$/), z.int().nonnegative()]).optional(),
  filings: z.object({ recent: FilingColumns, files: z.array(OlderPage) }),
});

/** A filing that a list names. */
export interface ListedFiling {
  readonly accession: Accession;
  readonly form: OwnershipForm;
  readonly filedOn: Day;
}

/** The filings of forms 3, 4, 5 and their amendments filed on or after a day, each once, the newest first. */
export function ownershipFilings({ accessionNumber, filingDate, form }: FilingColumns, since: Day): ListedFiling[] {
  const filings = new Map<Accession, ListedFiling>();
  accessionNumber.forEach((accession, at) => {
    const ownership = OwnershipForm.safeParse(form[at]);
    const filedOn = filingDate[at];
    if (!ownership.success || filedOn === undefined || filedOn < since || filings.has(accession)) return;
    filings.set(accession, { accession, form: ownership.data, filedOn });
  });
  return [...filings.values()].sort((a, b) => (a.filedOn < b.filedOn ? 1 : a.filedOn > b.filedOn ? -1 : 0));
}

/**
 * The older pages that may hold filings of that day or later. EDGAR's `filingTo` can be a day early: Tesla's page that
 * ends on Sunday 2018-02-11 holds a filing of the 12th.
 */
export function pagesSince(pages: readonly OlderPage[], since: Day): OlderPage[] {
  return pages.filter(({ filingTo }) => addDays(filingTo, 1) >= since);
}
