import { type ErrorCode, PipelineError } from '@tickermill/core';
import { openGovernedUpstream } from '@tickermill/engine';
import { countFailure, ensureSource, sourceStatuses, takePermit } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';

describe('the watch over sources', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    await ensureSource(store.db, source, { requests: 8, perMs: 1_000 });
  });
  afterEach(() => store.close());

  const openHealth = () => {
    const breaker = { failures: 4, quietMs: 60_000, longestMs: 60_000 };
    // Nothing is sent: the gateway is never asked.
    const upstream = { gateway: 'http://127.0.0.1:9' };
    return openGovernedUpstream({ now: () => new Date(), store, log: silentLog, upstream, breaker }).health;
  };
  const failures = async () => (await sourceStatuses(store.db))[0]?.consecutiveFailures;

  it('counts the failures that are the source’s own, and no others', async () => {
    const health = openHealth();
    const others: ErrorCode[] = [
      'REFUSED',
      'TOO_LARGE',
      'MALFORMED_XML',
      'MISSING_FIELD',
      'STORE_FAILED',
      'UNEXPECTED',
    ];
    for (const code of others) expect(await health.failed(source, new PipelineError(code, ''))).to.equal(0);
    expect(await failures()).to.equal(0);
    const own: ErrorCode[] = ['CONNECT_FAILED', 'TIMEOUT', 'SERVER_ERROR'];
    for (const code of own) expect(await health.failed(source, new PipelineError(code, ''))).to.equal(0);
    expect(await failures()).to.equal(3);
    expect(await health.failed(source, new PipelineError('UNEXPECTED_ANSWER', ''))).to.be.within(59_000, 60_000);
    expect((await sourceStatuses(store.db))[0]?.state).to.equal('quiet');
  });

  it('forgets them at the first good answer, also in a process that saw none of them', async () => {
    const here = openHealth();
    await here.failed(source, new PipelineError('TIMEOUT', ''));
    await here.answered(source);
    expect(await failures()).to.equal(0);

    await countFailure(store.db, source); // in another process
    await here.answered(source);
    expect(await failures()).to.equal(1); // it knows of none, and asks nothing of the database
    const permit = await takePermit(store.db, source, null);
    here.permitted(source, permit.kind === 'go' && permit.failing);
    await here.answered(source);
    expect(await failures()).to.equal(0);
  });
});
