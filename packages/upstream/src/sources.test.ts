import { SourceId, SourcePreference } from '@tickermill/core';
import { expect } from 'chai';
import { makeAnswer } from './answer.ts';
import { backoffMs } from './backoff.ts';
import { enabledSources, sources } from './sources.ts';

describe('the source table', () => {
  it('has a row for each source, under its id, with a probe at a host of its own', () => {
    expect(Object.keys(sources)).to.have.members(SourceId.options);
    for (const id of SourceId.options) {
      expect(sources[id].id).to.equal(id);
      expect(sources[id].hosts).to.include(new URL(sources[id].probe.url).host);
    }
  });

  it('never paces above 80 % of a ceiling', () => {
    for (const { pace, maxPace, ceiling } of Object.values(sources)) {
      expect(maxPace.requests / maxPace.perMs).to.be.closeTo((0.8 * ceiling.requests) / ceiling.perMs, 1e-9);
      expect(pace.requests / pace.perMs).to.be.at.most(maxPace.requests / maxPace.perMs);
    }
    expect(sources['sec-edgar'].pace).to.deep.equal({ requests: 8, perMs: 1_000 });
    expect(sources.yahoo.pace).to.deep.equal({ requests: 40, perMs: 60_000 });
    expect(sources['alpha-vantage'].pace).to.deep.equal({ requests: 4, perMs: 60_000 });
  });

  it('says in some words what whoever asks agrees to, and lets the probe of each through', () => {
    for (const { terms, probe, classify, quietMs } of Object.values(sources)) {
      expect(terms.length).to.be.greaterThan(200);
      const body = Buffer.from(probe.method === 'HEAD' ? '' : '{"chart":{"result":[{}],"error":null}}');
      expect(classify(makeAnswer(probe, { status: 200, body }), quietMs)).to.equal(undefined);
    }
  });

  it('asks whom it has a key for, or needs none', () => {
    const lists = ['nasdaq-listings', 'euronext-listings', 'lse-listings', 'xetra-listings'];
    expect(enabledSources({})).to.deep.equal(['sec-edgar', 'yahoo', ...lists]);
    const keys = { stooq: 'a-key-of-mine' };
    expect(enabledSources(keys)).to.deep.equal(['sec-edgar', 'yahoo', 'stooq', ...lists]);
    const without = SourcePreference.parse('stooq, alpha-vantage');
    expect(enabledSources(keys, without)).to.deep.equal(['sec-edgar', 'stooq', ...lists]);
    expect(enabledSources(keys, SourcePreference.parse('none'))).to.deep.equal(['sec-edgar', ...lists]);
  });
});

describe('backoffMs', () => {
  const { backoff } = sources['sec-edgar'];

  it('doubles from the base to the cap, and chance takes away up to the jitter', () => {
    const waits = (random: number) =>
      [1, 2, 3, 9, 10, 5_000].map((attempt) => backoffMs(backoff, attempt, () => random));
    expect(waits(0)).to.deep.equal([2_000, 4_000, 8_000, 512_000, 600_000, 600_000]);
    expect(waits(1)).to.deep.equal([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });

  it('climbs a ladder and stays on its last rung', () => {
    const ladder = { kind: 'ladder', ms: [10_000, 30_000, 120_000] } as const;
    expect([1, 2, 3, 4].map((attempt) => backoffMs(ladder, attempt, Math.random))).to.deep.equal([
      10_000, 30_000, 120_000, 120_000,
    ]);
  });
});
