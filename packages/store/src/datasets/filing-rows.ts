// Writes ownership filings with their owners, trades and holdings in one statement, which sees what was stored before it.

import { type Day, newestSchemaVersion, type OwnershipFiling } from '@tickermill/core';
import { Prisma } from '../database.ts';
import { type RecordColumn, recordColumns } from '../record-columns.ts';
import type { Sql } from '../sql.ts';

/** What was written of a filing, and what it was before. */
export interface WrittenFiling {
  readonly accession: string;
  readonly issuer: string;
  /** Trades that were not there before, and those that were written anew. */
  readonly created: number;
  readonly updated: number;
  /** Of this filing as it was stored before. */
  readonly formerIssuers: readonly string[];
  readonly formerOwners: readonly string[];
  /** Whether its issuer has a stored amendment by one of its owners. */
  readonly isAmended: boolean;
  /** The days on which another filing reports a trade that may be one of its own. */
  readonly equalDays: readonly string[];
}

/** Before the Securities Exchange Act there was nothing to report: an earlier year is a slip of the pen. */
const earliestTransaction = '1934-01-01';

/** Whether a schema version is newer than any known here. */
export const isNewerSchema = (version: string | null): boolean => version !== null && version > newestSchemaVersion;

/** Whether a day cannot be that of a transaction which is filed on another. */
const isOutOfRange = (day: Day | null, filedOn: Day): boolean =>
  day !== null && (day < earliestTransaction || day > filedOn);

/** What is odd in a filing, kept as filed. */
function flagsOf({ transactions, originalFiledOn, filedOn, schemaVersion }: OwnershipFiling): string[] {
  const days = [...transactions.flatMap(({ date, deemedDate }) => [date, deemedDate]), originalFiledOn];
  const odd = days.some((day) => isOutOfRange(day, filedOn));
  return [...(odd ? ['date-out-of-range'] : []), ...(isNewerSchema(schemaVersion) ? ['schema-newer'] : [])];
}

const filingColumns = recordColumns(
  [
    ['accession', 'text'],
    ['form', 'text'],
    ['issuer_cik', 'text'],
    ['issuer_name', 'text'],
    ['issuer_symbol', 'text'],
    ['issuer_foreign_symbol', 'text'],
    ['filed_on', 'date'],
    ['filed_at', 'timestamptz'],
    ['period', 'date'],
    ['original_filed_on', 'date'],
    ['amendment', 'text'],
    ['is_10b5_1', 'boolean', 'is10b5_1'],
    ['not_subject_to_section16', 'boolean'],
    ['no_securities_owned', 'boolean'],
    ['footnotes', 'jsonb'],
    ['remarks', 'text'],
    ['flags', 'text[]'],
    ['url', 'text'],
    ['schema_version', 'text'],
    ['document_sha256', 'text'],
    ['parser_version', 'int'],
  ],
  ['accession', 'filed_at'],
);

const ownerColumns = recordColumns(
  [
    ['accession', 'text'],
    ['position', 'int'],
    ['owner_cik', 'text', 'cik'],
    ['name', 'text'],
    ['is_director', 'boolean'],
    ['is_officer', 'boolean'],
    ['is_ten_percent_owner', 'boolean'],
    ['is_other', 'boolean'],
    ['officer_title', 'text'],
    ['other_text', 'text'],
  ],
  ['accession', 'position'],
);

/** What trades and holdings share. */
const owned: readonly RecordColumn[] = [
  ['accession', 'text'],
  ['table_name', 'text', 'table'],
  ['line', 'int'],
  ['issuer_cik', 'text'],
  ['security', 'text'],
  ['form_type', 'text'],
  ['shares_after', 'numeric'],
  ['value_after', 'numeric'],
  ['ownership', 'text'],
  ['nature', 'text'],
  ['conversion_price', 'numeric'],
  ['exercise_date', 'date'],
  ['expiration_date', 'date'],
  ['underlying', 'text'],
  ['underlying_shares', 'numeric'],
  ['underlying_value', 'numeric'],
  ['footnotes', 'jsonb', 'footnotesByField'],
];
const ownedKey = ['accession', 'table_name', 'line'];
const holdingColumns = recordColumns(owned, ownedKey);
const tradeColumns = recordColumns(
  [
    ...owned,
    ['transaction_date', 'date', 'date'],
    ['date_out_of_range', 'boolean'],
    ['deemed_date', 'date'],
    ['code', 'text'],
    ['equity_swap', 'boolean'],
    ['timeliness', 'text'],
    ['acquired_disposed', 'text'],
    ['shares', 'numeric'],
    ['price', 'numeric'],
    ['total_value', 'numeric'],
  ],
  ownedKey,
);

const former = Prisma.sql`former AS (
  SELECT accession, issuer_cik, owner_cik
  FROM head JOIN filings USING (accession) JOIN filing_owners USING (accession))`;

/** A stored filing is replaced only by a newer reading of it, or of another document. */
const insertFilings = Prisma.sql`
  INSERT INTO filings (${filingColumns.columns})
  SELECT ${filingColumns.fields} FROM head ORDER BY accession
  ON CONFLICT (accession) DO UPDATE SET ${filingColumns.replaced},
    filed_at = coalesce(EXCLUDED.filed_at, filings.filed_at)
  WHERE filings.parser_version < EXCLUDED.parser_version
    OR filings.document_sha256 <> EXCLUDED.document_sha256`;

/**
 * The insiders whose name is news. A row that stays as it is would be locked all the same: the filings of one person
 * would wait for one another.
 */
const insider = Prisma.sql`insider AS (
  INSERT INTO insiders (cik, name, named_on)
  SELECT DISTINCT ON (cik) cik, name, "filedOn" FROM owner o
  WHERE (SELECT (i.named_on, coalesce(i.name, '')) >= (o."filedOn", coalesce(o.name, ''))
    FROM insiders i WHERE i.cik = o.cik) IS NOT TRUE
  ORDER BY cik, "filedOn" DESC
  ON CONFLICT (cik) DO UPDATE SET name = EXCLUDED.name, named_on = EXCLUDED.named_on
    WHERE (insiders.named_on, coalesce(insiders.name, ''))
      < (EXCLUDED.named_on, coalesce(EXCLUDED.name, '')))`;

const keptOwner = Prisma.sql`kept_owner AS (
  INSERT INTO filing_owners (${ownerColumns.columns}) SELECT ${ownerColumns.fields} FROM owner
  ON CONFLICT (accession, position) DO UPDATE SET ${ownerColumns.replaced})`;

const keptTrade = Prisma.sql`kept_trade AS (
  INSERT INTO insider_trades (${tradeColumns.columns}) SELECT ${tradeColumns.fields} FROM trade
  ON CONFLICT (accession, table_name, line) DO UPDATE SET ${tradeColumns.replaced}
  RETURNING accession, issuer_cik, table_name, code, acquired_disposed, shares, value,
    (xmax = 0) AS created)`;

const keptHolding = Prisma.sql`kept_holding AS (
  INSERT INTO insider_holdings (${holdingColumns.columns}) SELECT ${holdingColumns.fields} FROM holding
  ON CONFLICT (accession, table_name, line) DO UPDATE SET ${holdingColumns.replaced})`;

const readAfterAll = Prisma.sql`read_after_all AS (
  DELETE FROM set_aside_documents s USING head
  WHERE s.dataset = 'insider-trades' AND s.key = head.accession)`;

/** Only another reading can leave rows of the former one: for new filings Postgres does not even look for them. */
const ofReplaced = Prisma.sql`(SELECT bool_or(replaced) FROM filing) AND k.accession = filing.accession`;
const surplus = Prisma.sql`
  surplus_trade AS (
    DELETE FROM insider_trades k USING filing WHERE ${ofReplaced}
      AND (k.accession, k.table_name, k.line) NOT IN (SELECT accession, "table", line FROM trade)),
  surplus_holding AS (
    DELETE FROM insider_holdings k USING filing WHERE ${ofReplaced}
      AND (k.accession, k.table_name, k.line) NOT IN (SELECT accession, "table", line FROM holding)),
  surplus_owner AS (
    DELETE FROM filing_owners k USING filing WHERE ${ofReplaced}
      AND (k.accession, k.position) NOT IN (SELECT accession, position FROM owner))`;

const newTrades = Prisma.sql`new_trades AS (
  SELECT accession, sum(trades)::int AS trades, jsonb_agg(jsonb_build_object(
    'table', table_name, 'code', code, 'acquired_disposed', acquired_disposed, 'trades', trades,
    'shares', shares::text, 'value', value::text)
    ORDER BY table_name DESC, code, acquired_disposed) AS by_code
  FROM (
    SELECT accession, table_name, code, acquired_disposed, count(*)::int AS trades,
      sum(shares) AS shares, sum(value) AS value
    FROM kept_trade WHERE created GROUP BY 1, 2, 3, 4) summed
  GROUP BY accession)`;

/** An event for every filing that is new or brought new trades. */
const published = Prisma.sql`published AS (
  INSERT INTO events (type, data)
  SELECT 'filing.stored', jsonb_build_object('dataset', 'insider-trades', 'accession', accession,
    'form', form, 'filed_on', filed_on,
    'issuer', jsonb_build_object('cik', issuer_cik, 'name', issuer_name, 'symbol', issuer_symbol),
    'tickers', tickers_of_cik(issuer_cik),
    'owners', (
      SELECT jsonb_agg(jsonb_build_object('cik', o.cik, 'name', o.name) ORDER BY o.position)
      FROM owner o WHERE o.accession = filing.accession),
    'new_trades', coalesce(trades, 0), 'by_code', coalesce(by_code, '[]'))
  FROM filing LEFT JOIN new_trades USING (accession)
  WHERE NOT replaced OR trades > 0 ORDER BY accession)`;

/** The issuers and owners of stored amendments. */
const amended = Prisma.sql`amended AS (
  SELECT DISTINCT f.issuer_cik, o.owner_cik FROM filings f JOIN filing_owners o USING (accession)
  WHERE f.amendment IS NOT NULL AND f.issuer_cik IN (SELECT "issuerCik" FROM head))`;

/** The days of trades that another filing, stored or written here, reports as well. */
const equal = Prisma.sql`equal AS (
  SELECT n.accession, n.date FROM trade n
  JOIN insider_trades k ON k.issuer_cik = n."issuerCik" AND k.transaction_date = n.date
  WHERE (k.code, k.shares, k.shares_after) = (n.code, n.shares, n."sharesAfter") AND k.accession <> n.accession
  UNION SELECT n.accession, n.date FROM trade n JOIN trade k
    ON (k."issuerCik", k.date, k.code, k.shares, k."sharesAfter") = (n."issuerCik", n.date, n.code, n.shares, n."sharesAfter")
  WHERE k.accession <> n.accession)`;

const counts = Prisma.sql`counts AS (
  SELECT accession, count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated
  FROM kept_trade GROUP BY 1)`;

/** The records of the statement, each list as JSON. */
function recordsOf(filings: readonly OwnershipFiling[]) {
  const heads = filings.map((filing) => {
    const { transactions: _transactions, holdings: _holdings, owners: _owners, issuer, ...head } = filing;
    return {
      ...head,
      issuerCik: issuer.cik,
      issuerName: issuer.name,
      issuerSymbol: issuer.symbol,
      issuerForeignSymbol: issuer.foreignSymbol,
      amendment: filing.form.endsWith('/A') ? 'unjudged' : null,
      flags: flagsOf(filing),
    };
  });
  const owners = filings.flatMap(({ accession, filedOn, owners: all }) =>
    all.map((owner, index) => ({ accession, filedOn, position: index + 1, ...owner })),
  );
  const rowsOf = <T extends object>(rows: (filing: OwnershipFiling) => readonly T[]) =>
    filings.flatMap((filing) =>
      rows(filing).map((row) => ({ ...row, accession: filing.accession, issuerCik: filing.issuer.cik })),
    );
  return {
    heads: JSON.stringify(heads),
    owners: JSON.stringify(owners),
    trades: JSON.stringify(
      rowsOf(({ transactions, filedOn }) =>
        transactions.map((trade) => ({ ...trade, dateOutOfRange: isOutOfRange(trade.date, filedOn) })),
      ),
    ),
    holdings: JSON.stringify(rowsOf(({ holdings }) => holdings)),
  };
}

/** Writes filings in full, and publishes those that are news; with `again` also if the same parser read the same. */
export function writeRows(tx: Sql, filings: readonly OwnershipFiling[], again: boolean): Promise<WrittenFiling[]> {
  const { heads, owners, trades, holdings } = recordsOf(filings);
  return tx.$queryRaw<WrittenFiling[]>`
    WITH head AS (
      SELECT * FROM jsonb_to_recordset(${heads}::jsonb) AS h(${filingColumns.record})
    ), ${former}, filing AS (
      ${insertFilings} OR ${again}
      RETURNING accession, form, filed_on, issuer_cik, issuer_name, issuer_symbol, xmax <> 0 AS replaced
    ), owner AS (
      SELECT o.* FROM filing
      JOIN jsonb_to_recordset(${owners}::jsonb) AS o("filedOn" date, ${ownerColumns.record})
        USING (accession)
    ), ${insider}, ${keptOwner}, trade AS (
      SELECT t.* FROM filing
      JOIN jsonb_to_recordset(${trades}::jsonb) AS t(${tradeColumns.record}) USING (accession)
    ), ${keptTrade}, holding AS (
      SELECT h.* FROM filing
      JOIN jsonb_to_recordset(${holdings}::jsonb) AS h(${holdingColumns.record}) USING (accession)
    ), ${keptHolding}, ${readAfterAll}, ${surplus}, ${newTrades}, ${published}, ${amended}, ${equal}, ${counts}
    SELECT head.accession, head."issuerCik" AS issuer, coalesce(counts.created, 0) AS created,
      coalesce(counts.updated, 0) AS updated,
      ARRAY(SELECT DISTINCT issuer_cik FROM former WHERE former.accession = head.accession) AS "formerIssuers",
      ARRAY(SELECT DISTINCT owner_cik FROM former WHERE former.accession = head.accession) AS "formerOwners",
      EXISTS (
        SELECT FROM owner o JOIN amended a ON a.owner_cik = o.cik AND a.issuer_cik = head."issuerCik"
        WHERE o.accession = head.accession) AS "isAmended",
      ARRAY(SELECT date::text FROM equal WHERE equal.accession = head.accession ORDER BY 1) AS "equalDays"
    FROM head LEFT JOIN counts USING (accession) ORDER BY accession`;
}
