import { createHash } from 'node:crypto';
import { readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { s3Target } from '@tickermill/lake/files';
import { storeFilings } from '@tickermill/store/datasets';
import { makeFiling, openS3Server } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LakeWorld, openLakeWorld } from './lake.fixture.ts';

const issuer = (cik: string) => ({ cik, name: 'Acme', symbol: null, foreignSymbol: null });

describe('the lake', () => {
  let world: LakeWorld;
  beforeEach(async () => {
    world = await openLakeWorld();
  });
  afterEach(() => world.close());

  const counts = ({ state, written, removed, files }: Awaited<ReturnType<LakeWorld['export']>>) => ({
    state,
    written,
    removed,
    files,
  });
  const setClose = (id: bigint, where: string) =>
    world.rows(`UPDATE daily_prices SET close = close * 2 WHERE instrument_id = ${id} AND ${where}`);

  it('has a file for each symbol and year and one for each year of all, to the digit, and a manifest of them', async () => {
    const id = await world.list('AAPL');
    await world.list('^GSPC');
    await world.list('A/B');
    expect(counts(await world.export())).to.deep.equal({ state: 'done', written: 8, removed: 0, files: 8 });
    const files = world.files().filter((file) => file.endsWith('.parquet') && !file.startsWith('catalogue'));
    expect(files).to.deep.equal([
      'prices-by-year/year=2025/part-000.parquet',
      'prices-by-year/year=2026/part-000.parquet',
      ...['A%2FB', 'AAPL', '%5EGSPC']
        .sort()
        .flatMap((name) => [2025, 2026].map((year) => `prices/symbol=${name}/year=${year}/part-000.parquet`)),
    ]);
    const first = `prices/symbol=AAPL/year=2026/part-000.parquet`;
    expect(world.read(first)[0]).to.deep.equal({
      instrument_id: String(id),
      date: '2026-01-01',
      open: null,
      high: null,
      low: null,
      close: `${id}002.000001`,
      adj_close: null,
      volume: '9007199254740993',
      currency: 'USD',
      provider: 'yahoo',
      final: true,
      source_ts: '2026-01-05T21:00:00.123Z',
    });
    expect(
      world.read('prices-by-year/year=2026/part-000.parquet').map(({ date, symbol }) => `${date} ${symbol}`),
    ).to.deep.equal(
      ['2026-01-01', '2026-01-02'].flatMap((day) =>
        ['AAPL', 'A/B', '^GSPC'].sort().map((symbol) => `${day} ${symbol}`),
      ),
    );
    const { catalogue, datasets } = world.manifest();
    expect(datasets['prices']).to.include({ files: 6, rows: 12, first_day: '2025-12-30', last_day: '2026-01-02' });
    const bytes = readFileSync(path.join(world.folder, catalogue.path));
    expect(catalogue).to.include({ rows: 8, sha256: createHash('sha256').update(bytes).digest('hex') });
    const listed = world.read(catalogue.path).find((row) => row['path'] === first);
    const sha256 = createHash('sha256')
      .update(readFileSync(path.join(world.folder, first)))
      .digest('hex');
    expect(listed).to.include({ dataset: 'prices', symbol: 'AAPL', rows: '2', sha256 });
  });

  it('is written only where something changed: a bar its year, a split all years of its symbol', async () => {
    const id = await world.list('AAPL');
    await world.list('MSFT');
    await world.export();
    expect(counts(await world.export())).to.include({ state: 'done', written: 0, removed: 0, files: 6 });
    await setClose(id, `date = '2026-01-02'`);
    expect(counts(await world.export())).to.include({ written: 2 });
    expect(world.read('prices/symbol=AAPL/year=2026/part-000.parquet')[1]).to.include({
      close: `${Number(id) * 2}006.000002`,
    });
    await setClose(id, 'true');
    expect(counts(await world.export())).to.include({ written: 4 });
    await world.rows(`DELETE FROM daily_prices WHERE instrument_id = ${id} AND date < '2026-01-01'`);
    expect(counts(await world.export())).to.include({ written: 2, files: 5 });
    expect(world.files()).not.to.include('prices/symbol=AAPL/year=2025/part-000.parquet');
  });

  it('follows a symbol that changes, and has nothing of an instrument that is deleted', async () => {
    const id = await world.list('FB');
    await world.list('MSFT');
    await world.export();
    await world.rows(`UPDATE symbols SET valid_to = '2026-01-02' WHERE instrument_id = ${id}`);
    await world.rows(`INSERT INTO symbols (instrument_id, symbol, valid_from) VALUES (${id}, 'META', '2026-01-02')`);
    expect(counts(await world.export())).to.deep.equal({ state: 'done', written: 4, removed: 2, files: 6 });
    const folders = () => new Set(world.files().map((file) => file.split('/').slice(0, 2).join('/')));
    expect(folders()).to.include('prices/symbol=META').and.not.to.include('prices/symbol=FB');
    // Another takes the symbol that was left.
    await world.list('FB');
    await world.rows(`DELETE FROM instruments WHERE id = ${id}`);
    expect(counts(await world.export())).to.deep.equal({ state: 'done', written: 4, removed: 2, files: 6 });
    expect(folders()).to.include('prices/symbol=FB').and.not.to.include('prices/symbol=META');
    expect(world.read('prices-by-year/year=2026/part-000.parquet')).to.have.length(4);
  });

  it('has trades, figures and metrics under the symbol of their company', async () => {
    const id = await world.list('AAPL', { days: 1, cik: '0000320193' });
    const filing = makeFiling({
      accession: '0000320193-26-000001',
      issuer: issuer('0000320193'),
      filedOn: '2026-03-04',
    });
    const unlisted = makeFiling({
      accession: '0000000077-26-000001',
      issuer: issuer('0000000077'),
      filedOn: '2026-03-04',
    });
    await world.store.sqlTransaction((tx) => storeFilings(tx, [filing, unlisted]));
    await world.rows(`
      INSERT INTO earnings_history (cik, period, end_date, start_date, fiscal_year, currency, revenue, provenance, provider, fetched_at, parser_version)
      VALUES ('0000320193', 'FY', '2025-09-27', '2024-09-29', 2025, 'USD', 416161000000, '{}', 'sec-edgar', now(), 1)`);
    await world.rows(`
      INSERT INTO stock_metrics (instrument_id, metric, value, as_of, fetched_at, parser_version)
      VALUES (${id}, 'pe', 31.123456789012, '2026-01-02', now(), 1)`);
    await world.export();
    const paths = world.files().filter((file) => !/^(?:prices|catalogue|manifest)/.test(file));
    expect(paths).to.deep.equal([
      'fundamentals/symbol=AAPL/year=2025/part-000.parquet',
      'insider-trades/symbol=AAPL/year=2026/part-000.parquet',
      'insider-trades/symbol=CIK0000000077/year=2026/part-000.parquet',
      'valuations/symbol=AAPL/year=2026/part-000.parquet',
    ]);
    const [figures, trades, , metrics] = paths.map((file) => world.read(file));
    expect(figures?.[0]).to.include({ period: 'FY', end_date: '2025-09-27', revenue: '416161000000.000000000000' });
    expect(trades?.[0]).to.include({ accession: filing.accession, issuer_cik: '0000320193', counted: true });
    expect(metrics?.[0]).to.include({ metric: 'pe', value: '31.123456789012' });
    const before = world.manifest();
    await world.rows(`UPDATE filings SET remarks = 'corrected' WHERE accession = '${filing.accession}'`);
    expect((await world.export()).written).to.equal(1);
    expect(world.manifest().catalogue.path).not.to.equal(before.catalogue.path);
  });

  it('has what is committed behind an export, whatever its number', async () => {
    const [one, other] = [await world.list('ONE'), await world.list('TWO')];
    await world.export();
    let commit = () => {};
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let began = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const slow = world.store.sqlTransaction(async (tx) => {
      await tx.$executeRaw`UPDATE daily_prices SET close = 1.5 WHERE instrument_id = ${one} AND date = '2026-01-01'`;
      began();
      await mayCommit;
    });
    await hasBegun;
    // It has a higher number, and is there first.
    await setClose(other, `date = '2026-01-01'`);
    await world.export();
    commit();
    await slow;
    await world.export();
    expect(world.read('prices/symbol=ONE/year=2026/part-000.parquet')[0]).to.include({ close: '1.500000' });
  });

  it('is the same in a bucket whose connection breaks in the middle', async () => {
    const id = await world.list('^GSPC');
    const server = await openS3Server();
    try {
      const to = s3Target({ ...server.options, prefix: 'eod', retryMs: 1 });
      server.faults.push('break', 503);
      expect(counts(await world.export({ to }))).to.deep.equal({ state: 'done', written: 4, removed: 0, files: 4 });
      await setClose(id, `date = '2026-01-02'`);
      expect((await world.export({ to })).written).to.equal(2);
      await world.export();
      for (const file of world.files().filter((each) => each.startsWith('prices')))
        expect(
          server.objects.get(`eod/${file}`)?.body.equals(readFileSync(path.join(world.folder, file))),
          file,
        ).to.equal(true);
      server.objects.delete('eod/prices/symbol=%5EGSPC/year=2025/part-000.parquet');
      expect((await world.export({ to, verify: true })).written).to.equal(1);
      server.isRefusing = true;
      await setClose(id, 'true');
      const refused = await world.export({ to });
      expect(refused.state).to.equal('failed');
      expect(refused.errorMessage).to.contain('403').and.not.to.contain(server.options.keyId);
    } finally {
      await server.close();
    }
  });

  it('is mended: after a failure, where a file is gone or cut off, and where all of it was lost', async () => {
    for (const symbol of ['AAPL', 'MSFT', 'XOM']) await world.list(symbol);
    let puts = 0;
    const failing = {
      ...world.target,
      put(...args: Parameters<typeof world.target.put>) {
        puts += 1;
        return puts > 3 ? Promise.reject(new Error('no space left on device')) : world.target.put(...args);
      },
    };
    const failed = await world.export({ to: failing });
    expect(failed).to.include({ state: 'failed', errorCode: 'LAKE_EXPORT_FAILED' });
    expect(failed.errorMessage).to.contain('no space left on device');
    expect(() => world.manifest(), 'no manifest names what is not there').to.throw('ENOENT');
    expect(counts(await world.export())).to.include({ state: 'done', files: 8 });

    const gone = path.join(world.folder, 'prices/symbol=AAPL/year=2025/part-000.parquet');
    rmSync(gone);
    truncateSync(path.join(world.folder, 'prices/symbol=MSFT/year=2025/part-000.parquet'), 10);
    const left = path.join(world.folder, 'prices/symbol=MSFT/year=2025/.part-left');
    writeFileSync(left, 'half');
    utimesSync(left, 0, 0);
    expect(counts(await world.export({ verify: true }))).to.include({ written: 2, files: 8 });
    expect(world.files().some((file) => file.includes('.part-'))).to.equal(false);

    rmSync(path.join(world.folder, 'prices'), { recursive: true });
    rmSync(path.join(world.folder, 'manifest.json'));
    expect(counts(await world.export()), 'a lake without a manifest is looked through').to.include({
      written: 6,
      files: 8,
    });
    expect(counts(await world.export({ whole: true }))).to.include({ written: 8, files: 8 });
  });
});
