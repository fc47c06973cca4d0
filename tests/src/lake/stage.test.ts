import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requestStage } from '@tickermill/engine';
import { folderTarget, type LakeTarget } from '@tickermill/lake/files';
import { lakeExports } from '@tickermill/store/lake';
import { expect } from 'chai';
import { openThread, type Thread } from '../engine/thread.fixture.ts';

describe('the lake that a worker keeps', () => {
  let thread: Thread;
  let folder: string;
  let isFull = false;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-lake-'));
    const target = folderTarget(folder);
    const lake: LakeTarget = {
      ...target,
      put: (...args) => (isFull ? Promise.reject(new Error('no space left on device')) : target.put(...args)),
    };
    thread = await openThread((url) => ({ kind: 'postgres', url }), {
      worker: { lake, reconcileMs: 200 },
      keepsMarket: true,
    });
  });
  after(async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  });

  const run = async () => {
    const id = await requestStage(thread, 'lake', {});
    const { state } = await thread.awaitRun(id);
    const [last] = await lakeExports(thread.store.sql, { runId: id, limit: 1, offset: 0 });
    return { state, export: last?.state, written: last?.written, code: last?.errorCode };
  };

  it('is exported by a run, which fails with the export', async () => {
    const { id } = await thread.store.db.instrument.create({ data: { name: 'X', listingSource: 'test' } });
    await thread.store.db.symbol.create({ data: { instrumentId: id, symbol: 'X', validFrom: new Date('2020-01-01') } });
    await thread.rows(`INSERT INTO daily_prices (instrument_id, date, close, provider, final, known_from, checked_at)
      VALUES (${id}, '2026-11-20', 1.5, 'yahoo', true, now(), now())`);
    isFull = true;
    expect(await run()).to.deep.equal({ state: 'failed', export: 'failed', written: 0, code: 'LAKE_EXPORT_FAILED' });
    isFull = false;
    expect(await run()).to.deep.equal({ state: 'done', export: 'done', written: 2, code: null });
    expect(existsSync(path.join(folder, 'prices/symbol=X/year=2026/part-000.parquet'))).to.equal(true);
    const events = await thread.rows<{ type: string }>(
      `SELECT type FROM events WHERE type LIKE 'lake.%' ORDER BY txid, id`,
    );
    expect(events.map(({ type }) => type)).to.deep.equal(['lake.failed', 'lake.exported']);
  });

  it('follows the checks once its schedule is enabled, and no earlier', async () => {
    const schedules = await thread.rows<{ enabled: boolean; after: string }>(`
      SELECT s.enabled, p.dataset AS after FROM schedules s JOIN schedules p ON p.id = s.after_id WHERE s.dataset = 'lake'`);
    expect(schedules).to.deep.equal([{ enabled: false, after: 'quality' }]);
  });
});
