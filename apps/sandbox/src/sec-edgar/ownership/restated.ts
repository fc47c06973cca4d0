import { filingDayBefore } from '../../market/filing-days.ts';
import type { Filing, Row } from './filing.ts';

/** What of a filing an amendment restates together: the transactions or the holdings of one table. */
const scopeOf = ({ transaction, derivative }: Row): string => `${transaction === null} ${derivative === null}`;
const placeOf = ({ acceptedAt, accession }: Filing): string => `${acceptedAt} ${accession}`;
/** Only among filings of the same owners on the same form is an original looked for. */
const groupOf = ({ form, owners }: Filing): string =>
  [form[0], ...new Set(owners.map(({ cik }) => cik).sort())].join(' ');

/**
 * The filings of one issuer with the rows that statistics count: those that no amendment among them restates, and of
 * amendments only those whose stated original can be determined. The sandbox knows the originals; this function still
 * reads what the documents state, because a reader has nothing else.
 */
export function withoutRestated(filings: readonly Filing[]): Filing[] {
  const chains: Filing[][] = [];
  const inOrder = [...filings].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  inOrder.forEach((filing, nth) => {
    const [original, another] = meantBy(filing, inOrder.slice(0, nth));
    const chain = original && !another ? chains.find((each) => each.includes(original)) : undefined;
    if (chain) chain.push(filing);
    else chains.push([filing]);
  });
  return chains.flatMap((chain) =>
    chain.map((filing, nth) => {
      const later = new Set(chain.slice(nth + 1).flatMap(({ rows }) => rows.map(scopeOf)));
      const isAnchored = chain[0]?.originalFiledOn === null;
      return { ...filing, rows: isAnchored ? filing.rows.filter((row) => !later.has(scopeOf(row))) : [] };
    }),
  );
}

/** The earlier filings that an amendment may mean, by the surest way that finds any; several if it is ambiguous. */
function meantBy(amendment: Filing, earlier: readonly Filing[]): Filing[] {
  const { originalFiledOn: stated, period } = amendment;
  if (stated === null) return [];
  const group = earlier.filter((of) => groupOf(of) === groupOf(amendment));
  const ways: readonly ((of: Filing) => boolean)[] = [
    (of) => of.filedOn === stated,
    (of) => of.period === stated && period === stated,
    (of) => of.period === period && (filingDayBefore(of.filedOn) === stated || of.filedOn === filingDayBefore(stated)),
  ];
  for (const holds of ways) {
    const found = group.filter(holds);
    const originals = found.filter((of) => of.originalFiledOn === null);
    if (found.length > 0) return originals.length > 0 ? originals : found;
  }
  return [];
}
