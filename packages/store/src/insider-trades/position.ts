/**
 * A place in the order in which trades were stored or last changed: by transaction, and within one by filing and line. It
 * is a stable cursor: no transaction that could still commit comes before it.
 */
export interface TradePosition {
  readonly txid: bigint;
  readonly accession: string;
  readonly table: 'non-derivative' | 'derivative';
  readonly line: number;
}

const highestTxid = 2n ** 63n - 1n;
const highestLine = 2 ** 31 - 1;

/** The place before all trades. */
export const beforeAll: TradePosition = atTransaction(0n);

/** The place before the trades of a transaction. */
export function atTransaction(txid: bigint): TradePosition {
  return { txid, accession: '0000000000-00-000000', table: 'derivative', line: 0 };
}

/** The place behind the trades of a filing; without one, behind those of all filings of a transaction. */
export const behindFiling = (txid: bigint, accession = '9999999999-99-999999'): TradePosition => ({
  txid,
  accession,
  table: 'non-derivative',
  line: highestLine,
});

/** A place as text: `<transaction>-<accession>-<n or d><line>`. */
export const toCursor = ({ txid, accession, table, line }: TradePosition): string =>
  `${txid}-${accession}-${table === 'derivative' ? 'd' : 'n'}${line}`;

/** The place that a text names; null if it is none. */
export function fromCursor(text: string): TradePosition | null {
  const [, id, accession, table, place] = /^(\d{1,19})-(\d{10}-\d{2}-\d{6})-([dn])(\d{1,10})$/.exec(text) ?? [];
  if (id === undefined || accession === undefined) return null;
  const [txid, line] = [BigInt(id), Number(place)];
  if (txid > highestTxid || line > highestLine) return null;
  return { txid, accession, table: table === 'd' ? 'derivative' : 'non-derivative', line };
}
