import { addSilence } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { type AlertWorld, openAlertWorld } from './alert-world.fixture.ts';
import { openReceiver, type Receiver } from './receiver.fixture.ts';

describe('alerts of watch rules', () => {
  let world: AlertWorld;
  let receiver: Receiver;
  before(async () => {
    world = await openAlertWorld();
    receiver = await openReceiver();
    const secret = { url: `${receiver.url}/watching` };
    await world.addChannel('watching', 'webhook', { secret, minSeverity: 'critical' });
    await world.addChannel('silent', 'webhook', { secret: { url: `${receiver.url}/silent` }, watchMatches: false });
  });
  after(async () => {
    await receiver.close();
    await world.close();
  });

  const match = (accession: string) => ({
    rule: '1',
    dataset: 'insider-trades',
    accession,
    form: '4',
    filed_on: '2026-11-20',
    issuer: { cik: '0000320193', name: 'Apple Inc.', symbol: 'AAPL' },
    tickers: ['AAPL'],
    owners: [{ cik: '0001214156', name: 'COOK TIMOTHY D' }],
    trades: 2,
    value: '1250000.5',
    insiders: 1,
  });

  it('are sent one by one, whatever a night, a severity or a mute is, to the channels that want them', async () => {
    const conditions = {
      check: null,
      source: null,
      dataset: null,
      ticker: null,
      severity: null,
      untilRecovered: false,
    };
    const times = { startsAt: world.now(), endsAt: new Date('2026-11-21T22:00:00Z') };
    await addSilence(world.store.db, { ...conditions, ...times, reason: 'muted', createdBy: 'anna' });
    const accessions = Array.from({ length: 8 }, (_, index) => `0000320193-26-00010${index}`);
    for (const accession of accessions) await world.publish('watch-rule.matched', match(accession));
    await world.publish('watch-rule.matched', match(accessions[0] ?? ''));
    await world.look();
    await world.look();
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(Array(8).fill('/watching'));
    const told = receiver.received.map(({ body }) => JSON.parse(body) as { headline: string; evidence: string[] });
    expect(told[0]?.headline).to.equal('WATCH: AAPL: 2 trades by COOK TIMOTHY D, USD 1,250,000.5');
    expect(told.map(({ evidence }) => /[\d-]{20}/.exec(evidence[0] ?? '')?.[0])).to.deep.equal(accessions);
  });

  it('have no end, no reminder and no place in the digest', async () => {
    world.setClock('2026-11-22T02:05:00Z');
    await world.look();
    expect(receiver.received).to.have.length(8);
    expect((await world.listed()).every(({ state }) => state === 'closed')).to.equal(true);
  });
});
