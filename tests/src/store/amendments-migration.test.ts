import type { OwnershipFiling } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { judgeAmendments, storeFilings } from '@tickermill/store/datasets';
import { countTotals } from '@tickermill/store/insider-trades';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { drawWorld } from './amendment-world.fixture.ts';
import { seeded } from './ledger-world.fixture.ts';
import { judgedIn } from './naive-amendments.fixture.ts';
import { type OlderDatabase, openDatabaseBefore } from './older-database.fixture.ts';

const migration = '20261122100000_amendments';
const worlds = 40;
const tables = ['filings', 'insiders', 'filing_owners', 'insider_trades', 'insider_holdings'];

/** Worlds that do not meet: each has issuers and accessions of its own. */
const drawFilings = (): OwnershipFiling[] =>
  Array.from({ length: worlds }, (_, world) =>
    drawWorld(seeded(world + 1)).last.map((filing) => ({
      ...filing,
      accession: filing.accession.replace(/^\d{10}/, String(world).padStart(10, '0')),
      issuer: { ...filing.issuer, cik: String(Number(filing.issuer.cik) + world).padStart(10, '0') },
    })),
  ).flat();

describe('the migration of amendments', () => {
  let older: OlderDatabase;
  let fresh: ScratchStore;
  beforeEach(async () => {
    [older, fresh] = [await openDatabaseBefore(migration), await openScratchStore()];
  });
  afterEach(async () => {
    await fresh.close();
    await older.close();
  });

  /** Writes what is stored in `fresh` as the version before did: no amendment matched, nothing superseded. */
  async function fill(): Promise<void> {
    for (const table of tables) {
      const [columns] = await older.db.$queryRaw<{ names: string }[]>`
        SELECT string_agg(quote_ident(column_name), ', ') AS names FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = ${table} AND is_generated = 'NEVER'`;
      const [rows] = await fresh.db.$queryRawUnsafe<{ json: string }[]>(
        `SELECT jsonb_agg(t)::text AS json FROM ${table} t`,
      );
      await older.db.$executeRawUnsafe(
        `INSERT INTO ${table} (${columns?.names}) SELECT ${columns?.names} FROM jsonb_populate_recordset(NULL::${table}, (
           SELECT jsonb_agg(CASE '${table}'
             WHEN 'filings' THEN each || jsonb_build_object('amends', NULL,
               'amendment', CASE WHEN each ->> 'form' LIKE '%/A' THEN 'unmatched' END,
               'flags', (SELECT coalesce(jsonb_agg(flag), '[]') FROM jsonb_array_elements_text(each -> 'flags') flag WHERE flag NOT LIKE 'amend%'))
             ELSE each || '{"superseded_by": null}' END)
           FROM jsonb_array_elements($1::jsonb) each))`,
        rows?.json ?? '[]',
      );
    }
  }
  const totalsOf = async (store: Store) => {
    await countTotals(store);
    return store.db.$queryRaw`SELECT * FROM insider_trade_totals ORDER BY kind, code, key`;
  };
  const tradesIn = ({ db }: Store) =>
    db.$queryRaw`SELECT accession, table_name, line FROM counted_insider_trades ORDER BY 1, 2, 3`;
  const countedIn = ({ db }: Store) => db.$queryRaw`
    SELECT 'trade' AS what, accession, table_name, line FROM counted_insider_trades
    UNION ALL SELECT 'holding', accession, table_name, line FROM counted_insider_holdings ORDER BY 1, 2, 3, 4`;

  it('leaves a database that was filled before it as one that was filled after it', async () => {
    for (const filing of drawFilings()) await fresh.sqlTransaction((tx) => storeFilings(tx, [filing]));
    await fill();
    const before = await tradesIn(older);
    expect(await older.migrateOn()).to.include(migration);
    const unjudged = () => older.db.filing.count({ where: { amendment: 'unjudged' } });
    expect(await unjudged()).to.equal(await fresh.db.filing.count({ where: { form: { endsWith: '/A' } } }));
    while ((await judgeAmendments(older, 7)) > 0);
    expect(await unjudged()).to.equal(0);

    const judged = await judgedIn(older);
    expect(judged).to.deep.equal(await judgedIn(fresh));
    expect(judged.map(({ amendment }) => amendment)).to.include.members(['matched', 'unmatched', 'ambiguous', null]);
    expect(await countedIn(older)).to.deep.equal(await countedIn(fresh));
    const totals = await totalsOf(older);
    expect(totals).to.deep.equal(await totalsOf(fresh));
    expect(await tradesIn(older)).not.to.deep.equal(before);
  });
});
