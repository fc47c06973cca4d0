import { addDays, latencyBoundsMs, latencyBucket } from '@tickermill/core';
import { addSourceHours, beginChecks, publishSlowSources, recordCheck } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'lse-listings';

describe('the checks of sources', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());
  beforeEach(async () => {
    await store.db.$executeRaw`DELETE FROM events`;
    await store.db.$executeRaw`DELETE FROM settings WHERE key LIKE 'source-%'`;
    await store.db.$executeRaw`DELETE FROM source_hours`;
  });
  const told = async () => {
    const rows = await store.db.$queryRaw<{ type: string; data: Record<string, unknown> }[]>`
      SELECT type, data FROM events ORDER BY id`;
    return rows.map(({ type, data }) => [type, data['failures'] ?? data['night']]);
  };

  it('are begun once', async () => {
    expect([await beginChecks(store.sql, source), await beginChecks(store.sql, source)]).to.deep.equal([true, false]);
  });

  it('publish the second failure of a server in a row, and the answer after it, each once', async () => {
    await beginChecks(store.sql, source);
    for (const status of [200, 500, 200, 503, 404, 502]) await recordCheck(store.sql, source, status);
    expect(await told()).to.deep.equal([]);
    for (const status of [500, 503, 500]) await recordCheck(store.sql, source, status);
    expect(await told()).to.deep.equal([['source.failing', 2]]);
    for (const status of [403, 200]) await recordCheck(store.sql, source, status);
    expect(await told()).to.deep.equal([
      ['source.failing', 2],
      ['source.recovered', 4],
    ]);
  });

  /** Requests at 3 h of a night, all as slow. */
  async function night(day: string, ms: number, hour = '03'): Promise<void> {
    const buckets = new Array<number>(latencyBoundsMs.length + 1).fill(0);
    buckets[latencyBucket(ms)] = 20;
    const at = new Date(`${day}T${hour}:00:00Z`);
    await addSourceHours(store.db, [{ source, hour: at, requests: 20, failures: 0, throttles: 0, buckets }]);
  }

  it('publish that a source is slow on the third night in a row, once for as long as that lasts', async () => {
    for (const day of ['2026-11-01', '2026-11-02']) await night(day, 20_000);
    await publishSlowSources(store.sql, '2026-11-02');
    expect(await told()).to.deep.equal([]);
    for (let nth = 3; nth <= 5; nth += 1) {
      const day = addDays('2026-11-01', nth - 1);
      await night(day, 20_000);
      for (const _ of [1, 2]) await publishSlowSources(store.sql, day);
    }
    expect(await told()).to.deep.equal([['source.slow', '2026-11-03']]);
    await night('2026-11-06', 100);
    for (let nth = 7; nth <= 9; nth += 1) await night(`2026-11-0${nth}`, 20_000);
    for (const day of ['2026-11-06', '2026-11-07', '2026-11-08', '2026-11-09'])
      await publishSlowSources(store.sql, day);
    expect(await told()).to.deep.equal([
      ['source.slow', '2026-11-03'],
      ['source.slow-ended', '2026-11-06'],
      ['source.slow', '2026-11-09'],
    ]);
  });

  it('let go of a slow source that nobody asks for a week', async () => {
    for (const day of ['2026-11-01', '2026-11-02', '2026-11-03']) await night(day, 20_000);
    for (const day of ['2026-11-03', '2026-11-04', '2026-11-09', '2026-11-10', '2026-11-11'])
      await publishSlowSources(store.sql, day);
    expect(await told()).to.deep.equal([
      ['source.slow', '2026-11-03'],
      ['source.slow-ended', '2026-11-10'],
    ]);
  });

  it('count the hours of the night alone, and no night without a request', async () => {
    for (const day of ['2026-11-01', '2026-11-02', '2026-11-03']) await night(day, 20_000, '12');
    await publishSlowSources(store.sql, '2026-11-03');
    for (const day of ['2026-11-01', '2026-11-03']) await night(day, 20_000);
    await publishSlowSources(store.sql, '2026-11-03');
    expect(await told()).to.deep.equal([]);
  });
});
