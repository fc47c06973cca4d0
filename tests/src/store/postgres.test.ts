import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, openEmbeddedPostgres } from '@tickermill/store/postgres';
import { cloneDatabase, openScratchStore, type ScratchStore, silentLog, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';

const pidOf = (dataDir: string) => Number.parseInt(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8'), 10);

describe('the embedded Postgres', () => {
  it('keeps its data and its address from one start to the next', async () => {
    const dataDir = path.join(tmpdir(), `tickermill-postgres-${randomBytes(6).toString('hex')}`);
    const first = await openEmbeddedPostgres({ dataDir });
    await withDatabase(first.url, (client) => client.query('CREATE TABLE kept AS SELECT 1 AS one'));
    await first.stop();
    const second = await openEmbeddedPostgres({ dataDir });
    expect(second.url).to.equal(first.url);
    const { rows } = await withDatabase(second.url, (client) => client.query('SELECT one FROM kept'));
    expect(rows).to.deep.equal([{ one: 1 }]);

    // A server that outlived its process is taken over, not started beside.
    const third = await openEmbeddedPostgres({ dataDir });
    expect([third.url, third.repair]).to.deep.equal([second.url, null]);

    // Killed, it is known to have ended, and starts again where it was.
    process.kill(pidOf(dataDir), 'SIGQUIT');
    expect(await third.ended()).to.equal('its process is gone');
    await third.startAgain();
    await withDatabase(second.url, (client) => client.query('SELECT one FROM kept'));
    await third.stop();

    // A lock file whose pid another program has by now, with the identity that was recorded and without one.
    for (const identity of ['of another boot', null]) {
      writeFileSync(path.join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n1\n\n127.0.0.1\n`);
      if (identity) writeFileSync(path.join(dataDir, 'tickermill.identity'), identity);
      else rmSync(path.join(dataDir, 'tickermill.identity'));
      const mended = await openEmbeddedPostgres({ dataDir });
      expect(mended.repair).to.contain(`postmaster.pid named process ${process.pid}`);
      await withDatabase(second.url, (client) => client.query('SELECT one FROM kept'));
      await mended.stop();
    }
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('finds a place that its user can reach in a folder closed to others', async () => {
    const isRoot = process.getuid?.() === 0;
    const closed = mkdtempSync(path.join(tmpdir(), 'tickermill-closed-'));
    chmodSync(closed, 0o700);
    mkdirSync(path.join(closed, 'home'));
    const dataDir = path.join(closed, 'home', 'postgres');
    const first = await openEmbeddedPostgres({ dataDir });
    await first.stop();
    const second = await openEmbeddedPostgres({ dataDir });
    await second.stop();
    expect(second.dataDir).to.equal(first.dataDir);
    // As root, Postgres runs as another user, who may not enter the folder; else it runs as this user.
    expect(first.dataDir !== dataDir).to.equal(isRoot);
    for (const folder of [closed, first.dataDir]) rmSync(folder, { recursive: true, force: true });
  });
});

describe('migrations', () => {
  it('are applied once, and leave what Prisma itself would find', async () => {
    const database = await cloneDatabase();
    expect(await migrate(database.url, silentLog)).to.deep.equal([]);
    const { rows } = await withDatabase(database.url, (client) =>
      client.query(
        'SELECT migration_name, length(checksum) AS checksum, finished_at IS NOT NULL AS done FROM _prisma_migrations',
      ),
    );
    expect(rows[0]).to.deep.equal({ migration_name: '20261122000000_engine', checksum: 64, done: true });
    await database.drop();
  });

  it('say which database cannot be reached', async () => {
    const failed = await migrate('postgresql://nobody:secret@127.0.0.1:1/none', silentLog).catch((error) => error);
    expect(failed).to.include({ code: 'DATABASE_UNREACHABLE' });
    expect(failed.message).not.to.contain('secret');
  });
});

/** What Prisma cannot see and its drift check therefore does not guard. */
describe('the schema beyond Prisma', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  it('has the partial and expression indexes', async () => {
    const rows = await store.db.$queryRaw<{ indexname: string }[]>`
      SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef ~ '( WHERE |COALESCE|lower)' ORDER BY 1`;
    expect(rows.map(({ indexname }) => indexname)).to.deep.equal([
      'alert_deliveries_digest_key',
      'alert_deliveries_queued_idx',
      'alerts_open_cause_key',
      'alerts_unqueued_idx',
      'bulk_action_items_waiting_idx',
      'bulk_actions_running_idx',
      'corporate_actions_current_key',
      'coverage_mistrusted_idx',
      'dead_letters_current_key',
      'filings_amended_idx',
      'filings_amendments_idx',
      'filings_by_time_idx',
      'filings_unjudged_idx',
      'index_reports_lacking_idx',
      'insider_trade_totals_as_filed_idx',
      'insider_trades_by_code_idx',
      'insider_trades_by_date_idx',
      'insider_trades_by_issuer_idx',
      'insider_trades_by_value_idx',
      'insider_trades_derivative_idx',
      'insider_trades_same_idx',
      'instrument_ciks_current_key',
      'instrument_events_open_idx',
      'qa_exemptions_held_key',
      'qa_findings_exempt',
      'qa_findings_open',
      'run_targets_by_time_idx',
      'run_targets_failed_at_idx',
      'run_targets_failed_idx',
      'run_targets_follow_up_idx',
      'run_targets_open_idx',
      'run_targets_open_key',
      'run_targets_skipped_idx',
      'run_targets_succeeded_idx',
      'runs_slot_key',
      'runs_untold_idx',
      'schedule_ticks_open_idx',
      'schedules_instrument_key',
      'schedules_paused_idx',
      'set_aside_documents_again_idx',
      'symbols_current_key',
      'tasks_document_idx',
      'tasks_open_request_key',
      'tasks_waiting_idx',
      'tasks_window_idx',
      'users_name_key',
    ]);
  });

  it('publishes what happens by triggers', async () => {
    const triggers = await store.db.$queryRaw<{ tgname: string }[]>`
      SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ '_tell_' ORDER BY 1`;
    expect(triggers.map(({ tgname }) => tgname)).to.deep.equal([
      'dead_letters_tell_made',
      'dead_letters_tell_revived',
      'instrument_events_tell_changed',
      'listing_runs_tell_read',
      'run_targets_tell_closed',
      'runs_tell_changed',
      'runs_tell_created',
      'source_state_tell_changed',
    ]);
  });

  it('finds parts of names by an index, where the server has what that takes', async () => {
    const rows = await store.db.$queryRaw`
      SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%gin_trgm_ops%'`;
    expect(rows).to.deep.equal([{ indexname: 'insiders_by_name_idx' }]);
  });

  it('has the triggers that say which totals no longer hold, and which filings have changed', async () => {
    const rows = await store.db.$queryRaw<{ tgname: string }[]>`
      SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ '^(insider|filing)' ORDER BY 1`;
    expect(rows.map(({ tgname }) => tgname)).to.deep.equal([
      'filing_owners_deleted',
      'filing_owners_inserted',
      'filing_owners_updated_from',
      'filing_owners_updated_to',
      'filings_journal_inserted',
      'filings_journal_updated',
      'filings_moved',
      'filings_updated',
      'insider_trades_deleted',
      'insider_trades_inserted',
      'insider_trades_journal',
      'insider_trades_moved',
      'insider_trades_updated_from',
      'insider_trades_updated_to',
    ]);
  });

  it('has the triggers that keep the journal of changes', async () => {
    const rows = await store.db.$queryRaw<{ tgname: string }[]>`
      SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgfoid::regproc::text ~ '^journal_' ORDER BY 1`;
    expect(rows.map(({ tgname }) => tgname)).to.deep.equal([
      'adjustments_journal',
      'earnings_revisions_journal',
      'filings_journal_inserted',
      'filings_journal_updated',
      'insider_trades_journal',
      'instruments_journal',
      'price_revisions_journal',
      'symbols_journal_inserted',
      'symbols_journal_updated',
    ]);
  });

  it('has the triggers that say which partitions of the lake have changed', async () => {
    const rows = await store.db.$queryRaw<{ tgname: string }[]>`
      SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgfoid::regproc::text ~ '^note_.*_partitions$' ORDER BY 1`;
    expect(rows.map(({ tgname }) => tgname)).to.deep.equal([
      'daily_prices_deleted',
      'daily_prices_inserted',
      'daily_prices_updated',
      'earnings_history_deleted',
      'earnings_history_inserted',
      'earnings_history_updated',
      'stock_metrics_deleted',
      'stock_metrics_inserted',
      'stock_metrics_updated_from',
      'stock_metrics_updated_to',
      'symbols_deleted',
      'symbols_inserted',
      'symbols_updated',
    ]);
  });

  it('has the checks, and the views', async () => {
    const checks = await store.db.$queryRaw<{ conname: string }[]>`
      SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1`;
    expect(checks.map(({ conname }) => conname)).to.deep.equal([
      'adjustments_factor_check',
      'adjustments_kind_check',
      'api_tokens_role_check',
      'backups_state_check',
      'backups_trigger_check',
      'bulk_actions_ended',
      'corporate_actions_known_check',
      'corporate_actions_type_check',
      'coverage_absent_check',
      'coverage_basis_check',
      'deadlines_wall_time_check',
      'exchange_rates_per_euro_check',
      'filings_accession_check',
      'filings_amendment_check',
      'filings_amendment_state_check',
      'filings_issuer_cik_check',
      'insider_trade_totals_kind_check',
      'insider_trades_same_check',
      'insiders_cik_check',
      'instruments_cik_check',
      'listing_findings_what_check',
      'listing_runs_status_check',
      'notes_day_of_instrument',
      'notes_one_subject',
      'portfolio_trades_instrument_check',
      'portfolio_trades_kind_check',
      'portfolios_method_check',
      'price_revisions_cause_check',
      'price_revisions_known_check',
      'qa_findings_severity_check',
      'run_targets_skipped_check',
      'run_targets_state_check',
      'runs_ending_check',
      'runs_state_check',
      'runs_trigger_check',
      'schedule_ticks_outcome_check',
      'schedules_kind_check',
      'schedules_when_check',
      'source_state_direct_check',
      'source_state_pace_check',
      'source_state_state_check',
      'stale_trade_totals_kind_check',
      'tasks_state_check',
      'users_role_check',
      'watch_rules_cluster_check',
      'watch_rules_companies_check',
      'watch_rules_table_check',
    ]);
    const views = await store.db.$queryRaw<
      { viewname: string }[]
    >`SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1`;
    expect(views.map(({ viewname }) => viewname)).to.deep.equal([
      'counted_insider_holdings',
      'counted_insider_trades',
      'current_corporate_actions',
      'filings_with_counts',
      'prices',
      'stocks',
      'symbol_days',
      'trades',
    ]);
  });

  it('keeps prices by the year, with room in every page to write a bar beside itself', async () => {
    const rows = await store.db.$queryRaw<{ partition: string; options: string[] | null }[]>`
      SELECT c.relname AS partition, c.reloptions AS options FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
      WHERE inhparent = 'daily_prices'::regclass ORDER BY 1`;
    const years = Array.from({ length: 46 }, (_, at) => `daily_prices_${1990 + at}`);
    expect(rows.map(({ partition }) => partition)).to.deep.equal([...years, 'daily_prices_default']);
    expect(rows.every(({ options }) => options?.includes('fillfactor=90'))).to.equal(true);
  });

  it('lets analysts read the views that they are promised, and nothing else', async () => {
    const rows = await store.db.$queryRaw<{ name: string }[]>`
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        AND has_table_privilege('tickermill_reader', oid, 'SELECT') ORDER BY 1`;
    expect(rows.map(({ name }) => name)).to.deep.equal([
      'counted_insider_holdings',
      'counted_insider_trades',
      'current_corporate_actions',
      'filings_with_counts',
      'prices',
      'stocks',
      'trades',
    ]);
  });

  it('lets the processes write rows, and make, change, drop or learn nothing else', async () => {
    const user = `writer_${randomBytes(6).toString('hex')}`;
    await withDatabase(store.url, (client) =>
      client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'p' IN ROLE tickermill_writer`),
    );
    const url = Object.assign(new URL(store.url), { username: user, password: 'p' }).toString();
    try {
      // The tables and sequences of a later migration too.
      await store.sql.$executeRaw`CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY, serial bigserial)`;
      await withDatabase(url, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
             AND NOT has_table_privilege(oid, 'SELECT, INSERT') OR relkind = 'S' AND NOT has_sequence_privilege(oid, 'USAGE')`,
        );
        expect(rows).to.deep.equal([]);
        await client.query('INSERT INTO later DEFAULT VALUES');
        await client.query('UPDATE later SET id = 2');
        await client.query('DELETE FROM later');
        await client.query(`INSERT INTO watchlists (name) VALUES ('of the writer')`);
        await client.query('SELECT migration_name FROM _prisma_migrations');
        for (const refused of [
          'CREATE ROLE other',
          'CREATE DATABASE other',
          'CREATE SCHEMA other',
          'CREATE TABLE other ()',
          'ALTER TABLE later ADD COLUMN n int',
          'DROP TABLE later',
          'TRUNCATE later',
          'ALTER TABLE runs DISABLE TRIGGER ALL',
          `SET session_replication_role = 'replica'`,
          'SELECT * FROM pg_authid',
          `SELECT pg_read_file('PG_VERSION')`,
          `COPY later FROM PROGRAM 'true'`,
          'DELETE FROM _prisma_migrations',
          `ALTER ROLE ${user} SUPERUSER`,
          'SET ROLE tickermill',
        ]) {
          const code = await client.query(refused).then(
            () => 'done',
            (error: { code: string }) => error.code,
          );
          expect(code, refused).to.equal('42501');
        }
      });
    } finally {
      await store.sql.$executeRaw`DROP TABLE later`;
      await withDatabase(store.url, (client) => client.query(`DROP ROLE ${user}`));
    }
  });

  it('lets a slot of a group be one run, and a target be open once', async () => {
    const slot = { dataset: 'insider-trades', trigger: 'schedule', groupKey: 'all', dueAt: new Date(0), request: {} };
    const run = await store.db.run.create({ data: slot });
    expect(await store.db.run.create({ data: slot }).catch(({ code }) => code)).to.equal('P2002');
    const target = { runId: run.id, dataset: 'insider-trades', target: '0000320193' };
    await store.db.runTarget.create({ data: target });
    const other = await store.db.run.create({ data: { ...slot, trigger: 'late' } });
    expect(
      await store.db.runTarget.create({ data: { ...target, runId: other.id } }).catch(({ code }) => code),
    ).to.equal('P2002');
    await store.db.runTarget.create({ data: { ...target, runId: other.id, followUp: true } });
  });
});
