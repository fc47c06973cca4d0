import { nextSlots } from '@tickermill/core';
import { addSchedule, viewReceipts } from '@tickermill/engine';
import { marketReading } from '@tickermill/store/market';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { filingDays, type MarketThread, openMarket } from './market.fixture.ts';

const zone = 'America/New_York';
/** Thirty days of autumn with Columbus Day in them; the clocks of New York go back on 1 November. */
const to = '2026-11-10';
const polls = '0 12,17,22 * * *';
const indexes = '10 6,7,9,12 * * 2-6';
/** Every kind of fault strikes one request in fifty. */
const kinds = ['5xx', 'reset', 'truncation', 'cut', 'malformed', 'latency', 'slow'];
const faults = kinds.map((kind) => ({
  host: '*',
  kind,
  rate: 0.02,
  ...(kind === 'slow' || kind === 'latency' ? { ms: 50 } : {}),
}));

interface Run {
  readonly due: Date;
  readonly dataset: string;
  readonly state: string;
}

// On one backend: what differs between the two is tested where it differs, and this takes a minute and a half.
describe('a month of the whole market', () => {
  let market: MarketThread;
  afterEach(async () => {
    await market.close();
  });

  it('closes every receipt, or names what is missing and why, whatever the source does', async function () {
    this.timeout(900_000);
    const clock = { settings: { today: '2026-11-13', filingsPerDay: 0.5 }, banMs: 300, quietMs: 300, tracked: 20 };
    market = await openMarket((url) => ({ kind: 'postgres', url }), {
      ...clock,
      worker: { attempts: 5, reconcileMs: 200, random: () => 1 },
    });
    market.setInstant(new Date('2026-10-09T23:00:00Z'));
    const add = (dataset: 'ownership-index' | 'ownership-feed', cron: string) =>
      addSchedule(market, {
        dataset,
        cron,
        zone,
        enabled: true,
        params: dataset === 'ownership-index' ? { daysBack: 3 } : {},
      });
    const [index, feed] = [await add('ownership-index', indexes), await add('ownership-feed', polls)];
    const slotsOf = (id: bigint, cron: string) =>
      nextSlots(cron, zone, market.now(), 300).map((slot) => ({ id, slot }));
    const slots = [...slotsOf(index.id, indexes), ...slotsOf(feed.id, polls)]
      .filter(({ slot }) => slot < new Date(`${to}T20:00:00Z`))
      .sort((one, other) => one.slot.getTime() - other.slot.getTime());

    await market.fault(faults);
    for (const [nth, { id, slot }] of slots.entries()) {
      market.setInstant(new Date(slot.getTime() + 1_000));
      // Twice in the month the source blocks us in the middle of it all.
      if (nth % 90 === 50) await market.fault([...faults, { host: '*', kind: 'ban', for: 300 }]);
      await market.queues.add('schedule', [
        { title: 'a tick', data: { schedule: String(id), version: 1, dueMs: slot.getTime() } },
      ]);
      const isOver = async () =>
        (await market.rows(`SELECT 1 FROM runs WHERE due_at = '${slot.toISOString()}' AND finished_at IS NOT NULL`))
          .length > 0;
      await until(`the run of ${slot.toISOString()}`, isOver);
    }

    const days = filingDays('2026-10-09', '2026-11-09');
    expect((await marketReading(market.store.db)).watermark).to.equal(days.at(-1));
    const { items, total } = await viewReceipts(market, { from: '2026-10-09', to: '2026-11-09' });
    expect(items.map(({ day, index: state }) => `${day} ${state}`).reverse()).to.deep.equal(
      days.map((day) => `${day} read`),
    );
    for (const { day, filings, settled, missing, setAside, setAsideFilings } of items) {
      expect(settled + missing.length, day).to.equal(filings);
      expect(setAsideFilings.length, day).to.equal(setAside);
      for (const each of [...missing, ...setAsideFilings]) expect(each.errorCode, each.accession).to.be.a('string');
    }
    expect(total.filings, 'filings of the month').to.be.greaterThan(100);
    expect(total.settled / total.filings).to.be.greaterThan(0.99);

    // The receipts are no proof unless they count what there was.
    const unstored = new Set(
      items.flatMap((item) => [...item.missing, ...item.setAsideFilings].map(({ accession }) => accession)),
    );
    const stored = new Set(
      (await market.rows<{ accession: string }>('SELECT accession FROM filings')).map(({ accession }) => accession),
    );
    for (const day of days) {
      const truth = await market.truthOf(day);
      expect(
        truth.filter((accession) => !stored.has(accession) && !unstored.has(accession)),
        day,
      ).to.deep.equal([]);
    }
    const runs = await market.rows<Run>('SELECT due_at AS due, dataset, state FROM runs WHERE due_at IS NOT NULL');
    expect(runs).to.have.length(slots.length);
    expect(runs.filter(({ state }) => !['done', 'partial', 'failed'].includes(state))).to.deep.equal([]);
    const twice = await market.rows(
      'SELECT accession, table_name, line FROM insider_trades GROUP BY 1, 2, 3 HAVING count(*) > 1',
    );
    expect(twice).to.deep.equal([]);
  });
});
