import { requestRun } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { goToMonth, listedTruth } from './exchange-lists.fixture.ts';
import { openThread, type Thread } from './thread.fixture.ts';

describe('the lists of exchanges, from their sources to the universe', () => {
  let thread: Thread;
  before(async () => {
    thread = await openThread((url) => ({ kind: 'postgres', url }), {
      settings: { tickers: 60, listed: 500 },
      // Without a key the lists of Korea are not asked for.
      keys: { 'krx-openapi': 'SANDBOXKEY' },
      worker: { reconcileMs: 300 },
    });
  });
  after(() => thread.close());

  const read = async () => {
    const request = { tickers: null, params: {}, force: true };
    return thread.awaitRun(await requestRun(thread, { dataset: 'listings', trigger: 'manual', request }));
  };
  const statuses = () =>
    thread.rows<{ listing: string; status: string; mics: number }>(`
      SELECT listing, status, count(*)::int AS mics FROM listing_runs
      WHERE id > coalesce((SELECT max(id) FROM listing_runs WHERE refused = 'read before'), 0)
      GROUP BY listing, status ORDER BY listing, status`);

  it('are read by one run, each as a target of its own, and hold what the sandbox lists', async () => {
    const run = await read();
    expect([run.state, run.report.targets]).to.deep.equal(['done', 10]);
    const { instruments } = await listedTruth(thread.sandbox);
    const stored = await thread.rows<{ mic: string; symbol: string }>(
      `SELECT mic, symbol FROM instrument_listings WHERE listing <> 'sec-edgar' AND missing_since IS NULL`,
    );
    const listed = instruments.filter((each) => each.listed && !each.is_test);
    const place = ({ mic, symbol }: { mic: string; symbol: string }) => `${mic}:${symbol}`;
    expect(stored.map(place).sort()).to.deep.equal(listed.map(place).sort());
  });

  it('are not answered again while they are the same, and said to be unchanged', async () => {
    await thread.rows(`UPDATE listing_runs SET refused = 'read before'`);
    const written = `SELECT count(*)::int AS count, max(xmin::text::bigint)::text AS last FROM instrument_listings`;
    const [before] = await thread.rows(written);
    const run = await read();
    expect(run.state).to.equal('done');
    expect((await statuses()).map(({ listing, status }) => `${listing} ${status}`)).to.deep.equal([
      ...['euronext unchanged', 'euronext-etfs unchanged', 'konex unchanged', 'kosdaq unchanged', 'kospi unchanged'],
      ...['krx-etfs unchanged', 'lse unchanged', 'nasdaq unchanged', 'other unchanged', 'xetra unchanged'],
    ]);
    expect(await thread.rows(written), 'nothing is written').to.deep.equal([before]);
    // A 304 has no body to keep. Euronext names no version of its files, and Xetra links its file at two hosts in turn.
    const bodyless = await thread.rows<{ step: string }>(
      `SELECT step FROM tasks WHERE run_id = ${run.id} AND capture_sha256 IS NULL ORDER BY step`,
    );
    expect(bodyless.map(({ step }) => step)).to.deep.equal(['nasdaqlisted', 'otherlisted', 'workbook']);
  });

  it('are followed by the prices of tracked tickers that they have named anew, once', async () => {
    await thread.rows(`WITH monthly AS (
        INSERT INTO schedules (dataset, kind, group_key, cron) VALUES ('listings', 'market', 'listings', '5 0 1 1 *') RETURNING id)
      INSERT INTO schedules (dataset, kind, group_key, after_id) SELECT 'new-tickers', 'market', 'new-tickers', id FROM monthly`);
    const { instruments } = await listedTruth(thread.sandbox);
    const renamedNext = instruments.find(({ id }) => id === 'xetra-10');
    await thread.rows(`WITH list AS (INSERT INTO watchlists (name) VALUES ('mine') RETURNING id)
      INSERT INTO watchlist_items (watchlist_id, instrument_id)
      SELECT list.id, s.instrument_id FROM list, symbols s WHERE s.symbol = '${renamedNext?.symbol}'`);
    /** Reads the listings as a slot of their schedule. Returns the tickers whose prices the run behind it has requested. */
    const slot = async (dueAt: string) => {
      const [run] = await thread.rows<{ id: bigint }>(`INSERT INTO runs (dataset, trigger, group_key, due_at, request)
        VALUES ('listings', 'schedule', 'listings', '${dueAt}', '{"tickers": null, "params": {}, "force": true}') RETURNING id`);
      await thread.queues.add('plan', [{ title: 'plan', data: { run: String(run?.id) } }]);
      await thread.awaitRun(run?.id ?? 0n);
      const stage = await until('the run behind it', async () => {
        const [made] = await thread.rows<{ id: bigint }>(
          `SELECT id FROM runs WHERE dataset = 'new-tickers' AND due_at = '${dueAt}' AND finished_at IS NOT NULL`,
        );
        return made?.id;
      });
      const requested = await thread.rows<{ id: bigint; tickers: string[] }>(
        `SELECT id, request -> 'tickers' AS tickers FROM runs WHERE dataset = 'daily-prices' AND id > ${stage}`,
      );
      for (const { id } of requested) await thread.awaitRun(id);
      return requested.flatMap(({ tickers }) => tickers);
    };
    expect(await slot('2026-11-01T00:05:00Z'), 'never requested').to.deep.equal([renamedNext?.symbol]);
    expect(await slot('2026-11-02T00:05:00Z'), 'nothing new').to.deep.equal([]);
    await goToMonth(thread.sandbox, '2026-02');
    const renamed = (await listedTruth(thread.sandbox)).instruments.find(({ id }) => id === 'xetra-10');
    expect(renamed?.symbol).to.not.equal(renamedNext?.symbol);
    expect(await slot('2026-11-03T00:05:00Z'), 'renamed').to.deep.equal([renamed?.symbol]);
  });

  it('end as structure errors where a list is another one, while the others are read', async () => {
    await thread.rows(`UPDATE listing_runs SET refused = 'read before'`);
    const missed = () =>
      thread.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM instrument_listings WHERE listing IN ('nasdaq', 'euronext') AND missing_since IS NOT NULL`,
      );
    const before = await missed();
    await goToMonth(thread.sandbox, '2026-05');
    const run = await read();
    expect(run.state).to.equal('partial');
    const found = await statuses();
    const of = (status: string) => [
      ...new Set(found.filter((each) => each.status === status).map(({ listing }) => listing)),
    ];
    expect(of('structure_error')).to.deep.equal(['euronext', 'nasdaq']);
    expect(of('done')).to.include.members(['lse', 'other', 'xetra']);
    const [told] = await thread.rows<{ refused: string }>(
      `SELECT data ->> 'refused' AS refused FROM events
       WHERE type = 'listing.read' AND data ->> 'mic' = 'XNAS' AND data ->> 'status' = 'structure_error'`,
    );
    expect(told?.refused).to.match(/LISTING_STRUCTURE: .*"Security Name".*Nothing was stored or delisted/);
    expect(await missed(), 'missing for a list that was not read').to.deep.equal(before);
  });

  it('are checked every hour: a server that fails twice is reported', async () => {
    const failures = (): Promise<{ status: number | null }[]> =>
      thread.rows(`SELECT (value ->> 'status')::int AS status FROM settings WHERE key LIKE 'source-check/%'`);
    const all = (status: number) => async () => {
      // As if an hour had passed.
      await thread.rows(`UPDATE maintenance_chores SET due_at = now() WHERE name = 'source-checks' AND due_at > now()`);
      const checked = await failures();
      return checked.length === 4 && checked.every((each) => each.status === status);
    };
    await until('every list is there', all(200));
    await thread.fault(
      [
        'www.nasdaqtrader.com',
        'www.londonstockexchange.com',
        'live.euronext.com',
        'www.cashmarket.deutsche-boerse.com',
      ].map((host) => ({ host, kind: '5xx', status: 503 })),
    );
    await until('none is', all(503));
    const told = () =>
      thread.rows<{ source: string }>(
        `SELECT data ->> 'source' AS source FROM events WHERE type = 'source.failing' ORDER BY 1`,
      );
    await until('all is told', async () => (await all(503)()) && (await told()).length === 4);
    expect((await told()).map(({ source }) => source)).to.deep.equal([
      ...['euronext-listings', 'lse-listings', 'nasdaq-listings', 'xetra-listings'],
    ]);
  });
});
