import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const source = 'sec-edgar';
// Of those whose filings are all readable.
const tickers = ['MSFT', 'XOM', 'WMT'];
const attempts = 3;

onOneBackend('a short outage of a source', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    const short = { quietMs: 20, longestMs: 50 };
    const worker = { attempts, reconcileMs: 200, outage: short, breaker: { ...short, failures: 50 } };
    thread = await openThread(toBackend, { worker });
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const state = async () => {
    const [row] = await thread.rows<{ state: string; outages: number; breaker_trips: number }>(
      `SELECT state, outages, breaker_trips FROM source_state WHERE source = '${source}'`,
    );
    return row ?? { state: '', outages: 0, breaker_trips: 0 };
  };
  const tasks = () =>
    thread.rows<{ state: string; attempts: number; throttles: number; stalls: number }>(
      `SELECT state, attempts, throttles, stalls FROM tasks WHERE dataset = 'insider-trades'`,
    );
  /** Requests filings while every answer has a fault, and takes it back once the source was quiet four times. */
  async function scrapeThrough(fault: object, times: (row: Awaited<ReturnType<typeof state>>) => number) {
    await thread.fault(fault);
    const runs = await Promise.all(tickers.map((ticker) => thread.request(ticker, { daysBack: 30, maxFilings: 5 })));
    await until('four quiet periods', async () => times(await state()) >= 4 || null);
    await thread.fault([]);
    const ended = await Promise.all(runs.map((id) => thread.awaitRun(id)));
    expect(ended.map((run) => run.state)).to.deep.equal(tickers.map(() => 'done'));
    const all = await tasks();
    expect(all.filter(({ state }) => !['done', 'nothing'].includes(state))).to.deep.equal([]);
    expect(all.some(({ stalls, throttles }) => stalls + throttles > 0)).to.equal(false);
    expect(await thread.store.db.setAsideDocument.count()).to.equal(0);
    expect(await thread.store.db.filing.count()).to.be.above(tickers.length);
    expect(await state()).to.deep.equal({ state: 'open', outages: 0, breaker_trips: 0 });
    return all.reduce((sum, { attempts: made }) => sum + made - 1, 0);
  }

  it('by resets fails nothing, and costs no attempt, also of the two tasks that began it', async () => {
    const spent = await scrapeThrough({ host: '*', kind: 'reset', rate: 1 }, ({ outages }) => outages);
    expect(spent).to.equal(0);
  });

  it('by empty answers fails nothing and sets nothing aside', async () => {
    const fault = { host: '*', kind: 'empty', rate: 1 };
    expect(await scrapeThrough(fault, ({ breaker_trips: trips }) => trips)).to.be.at.most(4);
  });

  it('is none if one document alone does not come: it fails by itself', async () => {
    await thread.fault({ host: '*', kind: 'reset', rate: 1, path: 'submissions' });
    const run = await thread.scrape('MSFT', { daysBack: 30, maxFilings: 3 });
    expect(run.report.failed).to.have.lengthOf(1);
    expect(run.report.failed[0]).to.include({ code: 'CONNECTION_LOST' });
  });
});
