import { requestRun } from '@tickermill/engine';
import type { ReportedRun } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const dataset = 'insider-trades';
/** What a new installation's group asks for, but over so many days that a ticker has dozens of filings in them. */
const usual = { daysBack: 120, maxFilings: 10 };

onOneBackend('what schedules ask for', (toBackend) => {
  let thread: Thread;
  let clock: Date;
  beforeEach(async () => {
    clock = new Date('2026-11-20T08:00:00Z'); // three in the morning of a Friday in New York
    thread = await openThread(toBackend, { now: () => clock });
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  /** A slot of AAPL; what it comes to is of that hour, as Postgres has a clock of its own. */
  async function slot(params: Record<string, number> = usual): Promise<ReportedRun> {
    const request = { tickers: ['AAPL'], params, force: false };
    const run = await thread.awaitRun(await requestRun(thread, { dataset, trigger: 'schedule', request }));
    await thread.rows(`UPDATE run_targets SET finished_at = '${clock.toISOString()}' WHERE run_id = ${run.id}`);
    return run;
  }
  const paramsOf = async ({ id }: ReportedRun) =>
    (await thread.store.db.runTarget.findFirstOrThrow({ where: { runId: id } })).params;
  const stored = async () =>
    (
      await thread.rows<{ accession: string }>('SELECT accession FROM filings ORDER BY filed_on DESC, accession DESC')
    ).map(({ accession }) => accession);
  /** Filings that are there and not stored, as if they had been accepted since. */
  const accept = (accessions: readonly string[]) =>
    thread.store.db.filing.deleteMany({ where: { accession: { in: [...accessions] } } });

  it('is everything once a day, then so many filings, and the next slot goes on with the rest', async () => {
    const first = await slot();
    expect(first.state).to.equal('done');
    expect(await paramsOf(first)).to.deep.equal({ since: '2026-07-23', maxFilings: 10_000 });
    const all = await stored();
    expect(all.length).to.be.greaterThan(25);

    await accept(all.slice(0, 25));
    clock = new Date('2026-11-20T14:00:00Z');
    const cut = await slot();
    expect([cut.state, (await stored()).length]).to.deep.equal(['partial', all.length - 15]);
    expect(await paramsOf(cut)).to.deep.equal({ since: '2026-07-23', maxFilings: 10 });
    // The market is read by now, and brings nothing of what the limit has left.
    await thread.rows(`INSERT INTO market_readings (source, watermark, feed_from, feed_to)
      VALUES ('sec-edgar', '2026-11-19', '2026-11-20T05:00:00Z', '2026-11-20T19:55:00Z')`);
    clock = new Date('2026-11-20T20:00:00Z');
    expect([(await slot()).state, (await stored()).length]).to.deep.equal(['partial', all.length - 5]);
    clock = new Date('2026-11-21T02:00:00Z');
    expect([(await slot()).state, await stored()]).to.deep.equal(['done', all]);

    await accept(all.slice(0, 25));
    clock = new Date('2026-11-21T08:00:00Z');
    const next = await slot();
    expect([next.state, await stored()], 'of the next day, in one').to.deep.equal(['done', all]);
  });

  it('goes back to the last day on which the list was read whole, and before the first as far as for a new ticker', async () => {
    const short = { daysBack: 7, maxFilings: 10 };
    clock = new Date('2026-11-02T08:00:00Z');
    expect(await paramsOf(await slot(short)), 'nobody has asked').to.include({ since: '2026-10-03' });
    clock = new Date('2026-11-03T08:00:00Z');
    expect(await paramsOf(await slot(short))).to.include({ since: '2026-10-27' });
    await thread.scrape('AAPL', { daysBack: 1, maxFilings: 10 }); // says nothing of the days before
    await thread.rows(`UPDATE run_targets SET finished_at = '2026-11-04T20:00:00Z' WHERE finished_at > '2026-11-04'`);
    await thread.fault({ host: 'data.sec.gov', kind: '5xx', status: 500 });
    clock = new Date('2026-11-12T08:00:00Z');
    expect((await slot(short)).state).to.equal('failed');
    await thread.fault([]);
    clock = new Date('2026-11-20T08:00:00Z');
    const late = await slot(short);
    expect([late.state, await paramsOf(late)]).to.deep.equal(['done', { since: '2026-11-03', maxFilings: 10_000 }]);
    clock = new Date('2026-11-20T14:00:00Z');
    expect(await paramsOf(await slot(short))).to.deep.equal({ since: '2026-11-13', maxFilings: 10 });
  });
});
