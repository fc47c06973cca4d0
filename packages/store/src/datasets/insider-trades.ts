// Stores ownership filings with their owners, trades and holdings in one statement.

import { newestSchemaVersion, type OwnershipFiling } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { DoneDocument, StoredCount } from '../stored.ts';
import { lockFilings, lockIssuers, matchAmendments } from './amendments.ts';
import { linkSameTrades } from './same-trades.ts';

/** Before the Securities Exchange Act there was nothing to report: an earlier year is a slip of the pen. */
const earliestTransaction = '1934-01-01';

const isNewer = (version: string | null): boolean => version !== null && version > newestSchemaVersion;

/** What is odd in a filing, kept as filed. */
function flagsOf({ transactions, originalFiledOn, filedOn, schemaVersion }: OwnershipFiling): string[] {
  const days = [...transactions.flatMap(({ date, deemedDate }) => [date, deemedDate]), originalFiledOn];
  const odd = days.some((day) => day !== null && (day < earliestTransaction || day > filedOn));
  return [...(odd ? ['date-out-of-range'] : []), ...(isNewer(schemaVersion) ? ['schema-newer'] : [])];
}

// The columns that trades and holdings share, and how their record names them.
const ownedColumns =
  Prisma.raw(`accession, table_name, line, issuer_cik, security, form_type, shares_after, value_after,
  ownership, nature, conversion_price, exercise_date, expiration_date, underlying, underlying_shares, underlying_value, footnotes`);
const ownedFields =
  Prisma.raw(`accession, "table", line, "issuerCik", security, "formType", "sharesAfter", "valueAfter",
  ownership, nature, "conversionPrice", "exerciseDate", "expirationDate", underlying, "underlyingShares", "underlyingValue", "footnotesByField"`);
const ownedRecord =
  Prisma.raw(`accession text, "table" text, line int, "issuerCik" text, security text, "formType" text,
  "sharesAfter" numeric, "valueAfter" numeric, ownership text, nature text, "conversionPrice" numeric, "exerciseDate" date,
  "expirationDate" date, underlying text, "underlyingShares" numeric, "underlyingValue" numeric, "footnotesByField" jsonb`);

/** Only another reading can leave rows of the former one: for new filings Postgres does not even look for them. */
const anyReplaced = Prisma.sql`(SELECT bool_or(replaced) FROM filing)`;

/**
 * Stores filings in full under their own issuer, and matches amendments to their originals. A stored filing is replaced
 * only by a newer reading of it (a newer parser version). Counts trades, by issuer, and publishes an event for every
 * filing that is new or brought new trades.
 */
export async function storeFilings(tx: Sql, filings: readonly OwnershipFiling[]): Promise<StoredCount[]> {
  await lockFilings(tx, filings);
  return (await writeFilings(tx, filings)).counts;
}

/**
 * The same within a transaction that has locked the filings; with `again` also if the same parser read the same. Also
 * returns which filings were matched differently.
 */
export async function writeFilings(
  tx: Sql,
  filings: readonly OwnershipFiling[],
  { again = false } = {},
): Promise<{ counts: StoredCount[]; changed: string[] }> {
  const written = await writeRows(tx, filings, { again });
  await publishNewerSchemas(tx, filings);
  const [{ formerIssuers, formerOwners, isAmended, hasEqual } = nothingBefore] = written;
  const counts = written.map(({ target, records, created, updated }) => ({ target, records, created, updated }));
  // Nearly always. A filing that is read anew may have been an amendment, or one of other owners.
  const isOfNone = !isAmended && formerIssuers.length === 0 && filings.every(({ form }) => !form.endsWith('/A'));
  const issuers = filings.map(({ issuer }) => issuer.cik);
  if (isOfNone) {
    if (!hasEqual && filings.length === 1) return { counts, changed: [] };
    const days = filings.flatMap(({ transactions }) => transactions.flatMap(({ date }) => date ?? []));
    return { counts, changed: await linkSameTrades(tx, issuers, days) };
  }
  const others = formerIssuers.filter((cik) => !issuers.includes(cik));
  if (others.length > 0) await lockIssuers(tx, others);
  const owners = [...formerOwners, ...ownersOf(filings)];
  const all = [...issuers, ...others];
  const matched = await matchAmendments(tx, { issuers: all, owners });
  return { counts, changed: [...new Set([...matched, ...(await linkSameTrades(tx, all, null))])] };
}

/** Publishes a schema version that is newer than any known here: once, whoever meets it first. */
async function publishNewerSchemas(tx: Sql, filings: readonly OwnershipFiling[]): Promise<void> {
  for (const { schemaVersion, accession } of filings.filter((filing) => isNewer(filing.schemaVersion))) {
    await tx.$executeRaw`
      WITH new AS (
        INSERT INTO settings (key, value, updated_at) VALUES (${`schema-newer ${schemaVersion}`}, ${JSON.stringify(accession)}::jsonb, now())
        ON CONFLICT (key) DO NOTHING RETURNING key)
      INSERT INTO events (type, data)
      SELECT 'schema.newer', jsonb_build_object('dataset', 'insider-trades', 'source', 'sec-edgar', 'schema_version', ${schemaVersion}::text,
        'newest_known', ${newestSchemaVersion}::text, 'accession', ${accession}::text) FROM new`;
  }
}

interface Written extends StoredCount {
  /** Of these filings as they were stored before. */
  readonly formerIssuers: readonly string[];
  readonly formerOwners: readonly string[];
  /** Whether their issuers have an amendment by one of their owners. */
  readonly isAmended: boolean;
  /** Whether another filing reports a trade that may be one of theirs. */
  readonly hasEqual: boolean;
}

const nothingBefore: Pick<Written, 'formerIssuers' | 'formerOwners' | 'isAmended' | 'hasEqual'> = {
  formerIssuers: [],
  formerOwners: [],
  isAmended: false,
  hasEqual: false,
};
const ownersOf = (filings: readonly OwnershipFiling[]): string[] =>
  filings.flatMap((filing) => filing.owners.map(({ cik }) => cik));

/** Filing, owners, trades and holdings in one statement, which sees what was stored before it. */
async function writeRows(
  tx: Sql,
  filings: readonly OwnershipFiling[],
  { again }: { again: boolean },
): Promise<Written[]> {
  const ofFiling = ({ accession, issuer }: OwnershipFiling) => ({ accession, issuerCik: issuer.cik });
  const heads = filings.map(({ transactions, holdings, owners, ...filing }) => ({
    ...filing,
    flags: flagsOf({ transactions, holdings, owners, ...filing }),
  }));
  const owners = filings.flatMap((filing) =>
    filing.owners.map((owner, index) => ({
      accession: filing.accession,
      filedOn: filing.filedOn,
      position: index + 1,
      ...owner,
    })),
  );
  const trades = filings.flatMap((filing) => filing.transactions.map((trade) => ({ ...trade, ...ofFiling(filing) })));
  const holdings = filings.flatMap((filing) => filing.holdings.map((holding) => ({ ...holding, ...ofFiling(filing) })));

  return tx.$queryRaw<Written[]>`
    WITH head AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) AS h(
        accession text, form text, issuer jsonb, "filedOn" date, "filedAt" timestamptz, period date, "originalFiledOn" date,
        "is10b5_1" boolean, "notSubjectToSection16" boolean, "noSecuritiesOwned" boolean, footnotes jsonb, remarks text,
        flags text[], url text, "schemaVersion" text, "documentSha256" text, "parserVersion" int)
    ), former AS (
      SELECT issuer_cik, owner_cik FROM head JOIN filings USING (accession) JOIN filing_owners USING (accession)
    ), filing AS (
      INSERT INTO filings (accession, form, issuer_cik, issuer_name, issuer_symbol, issuer_foreign_symbol, filed_on, filed_at,
        period, original_filed_on, amendment, is_10b5_1, not_subject_to_section16, no_securities_owned, footnotes, remarks,
        flags, url, schema_version, document_sha256, parser_version)
      SELECT accession, form, issuer ->> 'cik', issuer ->> 'name', issuer ->> 'symbol', issuer ->> 'foreignSymbol',
        "filedOn", "filedAt", period, "originalFiledOn", CASE WHEN form LIKE '%/A' THEN 'unjudged' END, "is10b5_1",
        "notSubjectToSection16", "noSecuritiesOwned", footnotes, remarks, flags, url, "schemaVersion", "documentSha256", "parserVersion"
      FROM head ORDER BY accession
      ON CONFLICT (accession) DO UPDATE SET
        form = EXCLUDED.form, issuer_cik = EXCLUDED.issuer_cik, issuer_name = EXCLUDED.issuer_name,
        issuer_symbol = EXCLUDED.issuer_symbol, issuer_foreign_symbol = EXCLUDED.issuer_foreign_symbol,
        filed_on = EXCLUDED.filed_on, filed_at = coalesce(EXCLUDED.filed_at, filings.filed_at), period = EXCLUDED.period,
        original_filed_on = EXCLUDED.original_filed_on, amendment = EXCLUDED.amendment, is_10b5_1 = EXCLUDED.is_10b5_1,
        not_subject_to_section16 = EXCLUDED.not_subject_to_section16, no_securities_owned = EXCLUDED.no_securities_owned,
        footnotes = EXCLUDED.footnotes, remarks = EXCLUDED.remarks, flags = EXCLUDED.flags, url = EXCLUDED.url,
        schema_version = EXCLUDED.schema_version, document_sha256 = EXCLUDED.document_sha256, parser_version = EXCLUDED.parser_version
      WHERE filings.parser_version < EXCLUDED.parser_version OR filings.document_sha256 <> EXCLUDED.document_sha256 OR ${again}
      RETURNING accession, form, filed_on, issuer_cik, issuer_name, issuer_symbol, xmax <> 0 AS replaced
    ), owner AS (
      SELECT o.* FROM filing JOIN jsonb_to_recordset(${JSON.stringify(owners)}::jsonb) AS o(
        accession text, "filedOn" date, position int, cik text, name text, "isDirector" boolean, "isOfficer" boolean,
        "isTenPercentOwner" boolean, "isOther" boolean, "officerTitle" text, "otherText" text) USING (accession)
    ), insider AS (
      INSERT INTO insiders (cik, name, named_on)
      SELECT DISTINCT ON (cik) cik, name, "filedOn" FROM owner o
      -- A row that stays as it is would be locked all the same: the filings of one person would wait for one another.
      WHERE (SELECT (i.named_on, coalesce(i.name, '')) >= (o."filedOn", coalesce(o.name, ''))
        FROM insiders i WHERE i.cik = o.cik) IS NOT TRUE
      ORDER BY cik, "filedOn" DESC
      ON CONFLICT (cik) DO UPDATE SET name = EXCLUDED.name, named_on = EXCLUDED.named_on
        WHERE (insiders.named_on, coalesce(insiders.name, '')) < (EXCLUDED.named_on, coalesce(EXCLUDED.name, ''))
    ), kept_owner AS (
      INSERT INTO filing_owners (accession, position, owner_cik, name, is_director, is_officer, is_ten_percent_owner, is_other, officer_title, other_text)
      SELECT accession, position, cik, name, "isDirector", "isOfficer", "isTenPercentOwner", "isOther", "officerTitle", "otherText" FROM owner
      ON CONFLICT (accession, position) DO UPDATE SET
        owner_cik = EXCLUDED.owner_cik, name = EXCLUDED.name, is_director = EXCLUDED.is_director, is_officer = EXCLUDED.is_officer,
        is_ten_percent_owner = EXCLUDED.is_ten_percent_owner, is_other = EXCLUDED.is_other,
        officer_title = EXCLUDED.officer_title, other_text = EXCLUDED.other_text
    ), trade AS (
      SELECT t.* FROM filing JOIN jsonb_to_recordset(${JSON.stringify(trades)}::jsonb) AS t(${ownedRecord},
        date date, "deemedDate" date, code text, "equitySwap" boolean, timeliness text, "acquiredDisposed" text,
        shares numeric, price numeric, "totalValue" numeric) USING (accession)
    ), kept_trade AS (
      INSERT INTO insider_trades (${ownedColumns}, transaction_date, deemed_date, code, equity_swap, timeliness, acquired_disposed, shares, price, total_value)
      SELECT ${ownedFields}, date, "deemedDate", code, "equitySwap", timeliness, "acquiredDisposed", shares, price, "totalValue" FROM trade
      ON CONFLICT (accession, table_name, line) DO UPDATE SET
        issuer_cik = EXCLUDED.issuer_cik, security = EXCLUDED.security, form_type = EXCLUDED.form_type, shares_after = EXCLUDED.shares_after,
        value_after = EXCLUDED.value_after, ownership = EXCLUDED.ownership, nature = EXCLUDED.nature, conversion_price = EXCLUDED.conversion_price,
        exercise_date = EXCLUDED.exercise_date, expiration_date = EXCLUDED.expiration_date, underlying = EXCLUDED.underlying,
        underlying_shares = EXCLUDED.underlying_shares, underlying_value = EXCLUDED.underlying_value, footnotes = EXCLUDED.footnotes,
        transaction_date = EXCLUDED.transaction_date, deemed_date = EXCLUDED.deemed_date, code = EXCLUDED.code,
        equity_swap = EXCLUDED.equity_swap, timeliness = EXCLUDED.timeliness, acquired_disposed = EXCLUDED.acquired_disposed,
        shares = EXCLUDED.shares, price = EXCLUDED.price, total_value = EXCLUDED.total_value
      RETURNING accession, issuer_cik, table_name, code, acquired_disposed, shares, value, (xmax = 0) AS created
    ), holding AS (
      SELECT h.* FROM filing JOIN jsonb_to_recordset(${JSON.stringify(holdings)}::jsonb) AS h(${ownedRecord}) USING (accession)
    ), kept_holding AS (
      INSERT INTO insider_holdings (${ownedColumns}) SELECT ${ownedFields} FROM holding
      ON CONFLICT (accession, table_name, line) DO UPDATE SET
        issuer_cik = EXCLUDED.issuer_cik, security = EXCLUDED.security, form_type = EXCLUDED.form_type, shares_after = EXCLUDED.shares_after,
        value_after = EXCLUDED.value_after, ownership = EXCLUDED.ownership, nature = EXCLUDED.nature, conversion_price = EXCLUDED.conversion_price,
        exercise_date = EXCLUDED.exercise_date, expiration_date = EXCLUDED.expiration_date, underlying = EXCLUDED.underlying,
        underlying_shares = EXCLUDED.underlying_shares, underlying_value = EXCLUDED.underlying_value, footnotes = EXCLUDED.footnotes
    ), read_after_all AS (
      DELETE FROM set_aside_documents s USING head WHERE s.dataset = 'insider-trades' AND s.key = head.accession
    ), surplus_trade AS (
      DELETE FROM insider_trades k USING filing WHERE ${anyReplaced} AND k.accession = filing.accession
        AND (k.accession, k.table_name, k.line) NOT IN (SELECT accession, "table", line FROM trade)
    ), surplus_holding AS (
      DELETE FROM insider_holdings k USING filing WHERE ${anyReplaced} AND k.accession = filing.accession
        AND (k.accession, k.table_name, k.line) NOT IN (SELECT accession, "table", line FROM holding)
    ), surplus_owner AS (
      DELETE FROM filing_owners k USING filing WHERE ${anyReplaced} AND k.accession = filing.accession
        AND (k.accession, k.position) NOT IN (SELECT accession, position FROM owner)
    ), new_trades AS (
      SELECT accession, sum(trades)::int AS trades, jsonb_agg(jsonb_build_object('table', table_name, 'code', code,
        'acquired_disposed', acquired_disposed, 'trades', trades, 'shares', shares::text, 'value', value::text)
        ORDER BY table_name DESC, code, acquired_disposed) AS by_code
      FROM (SELECT accession, table_name, code, acquired_disposed, count(*)::int AS trades, sum(shares) AS shares, sum(value) AS value
            FROM kept_trade WHERE created GROUP BY 1, 2, 3, 4) summed GROUP BY accession
    ), told AS (
      INSERT INTO events (type, data)
      SELECT 'filing.stored', jsonb_build_object('dataset', 'insider-trades', 'accession', accession, 'form', form,
        'filed_on', filed_on, 'issuer', jsonb_build_object('cik', issuer_cik, 'name', issuer_name, 'symbol', issuer_symbol),
        'tickers', tickers_of_cik(issuer_cik),
        'owners', (SELECT jsonb_agg(jsonb_build_object('cik', o.cik, 'name', o.name) ORDER BY o.position) FROM owner o
          WHERE o.accession = filing.accession),
        'new_trades', coalesce(trades, 0), 'by_code', coalesce(by_code, '[]'))
      FROM filing LEFT JOIN new_trades USING (accession) WHERE NOT replaced OR trades > 0 ORDER BY accession
    )
    SELECT named.cik AS target, records, coalesce(created, 0)::int AS created, coalesce(updated, 0)::int AS updated,
      ARRAY(SELECT DISTINCT issuer_cik FROM former) AS "formerIssuers", ARRAY(SELECT DISTINCT owner_cik FROM former) AS "formerOwners",
      EXISTS (SELECT FROM filings f JOIN filing_owners o USING (accession) WHERE f.amendment IS NOT NULL
        AND f.issuer_cik IN (SELECT issuer ->> 'cik' FROM head) AND o.owner_cik = ANY(${ownersOf(filings)}::text[])) AS "isAmended",
      EXISTS (SELECT FROM trade n JOIN insider_trades k ON k.issuer_cik = n."issuerCik" AND coalesce(k.transaction_date, '-infinity'::date) = n.date
        WHERE (k.code, k.shares, k.shares_after) = (n.code, n.shares, n."sharesAfter") AND k.accession <> n.accession) AS "hasEqual"
    FROM (SELECT issuer ->> 'cik' AS cik, count(DISTINCT accession)::int AS records FROM head GROUP BY 1) named
    LEFT JOIN (SELECT issuer_cik AS cik, count(*) FILTER (WHERE created) AS created, count(*) FILTER (WHERE NOT created) AS updated
      FROM kept_trade GROUP BY 1) kept USING (cik)`;
}

/** Which of these filings are settled: stored, with their issuer, or set aside and not forced. */
export function doneFilings(
  tx: Sql,
  accessions: readonly string[],
  { force }: { force: boolean },
): Promise<DoneDocument[]> {
  return tx.$queryRaw<DoneDocument[]>`
    SELECT accession AS key, issuer_cik AS target FROM filings WHERE accession = ANY(${[...accessions]}::text[])
    UNION ALL
    SELECT key, NULL FROM set_aside_documents s
    WHERE NOT ${force} AND dataset = 'insider-trades' AND key = ANY(${[...accessions]}::text[])
      AND NOT EXISTS (SELECT FROM filings WHERE accession = s.key)`;
}

/** The content of the document of a filing that is stored or set aside, by its SHA-256; null for one that is neither. */
export async function documentOf(sql: Sql, accession: string): Promise<string | null> {
  const [row] = await sql.$queryRaw<{ sha256: string | null }[]>`
    SELECT document_sha256 AS sha256 FROM filings WHERE accession = ${accession}
    UNION ALL
    SELECT capture_sha256 FROM set_aside_documents WHERE dataset = 'insider-trades' AND key = ${accession} LIMIT 1`;
  return row?.sha256 ?? null;
}
