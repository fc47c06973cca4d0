import { PipelineError } from '@tickermill/core';
import { ProxyFailed } from '@tickermill/upstream';
import { expect } from 'chai';
import { isOfWhole, kindOf } from './outage.ts';

const none = { network: 0, unreadable: 0, outages: 0, breakerTrips: 0, quietMs: 0 };

describe('an outage of a source', () => {
  it('is known by failures without an answer, and by answers that cannot be read', () => {
    const kinds = (
      ['CONNECT_FAILED', 'CONNECTION_LOST', 'TIMEOUT', 'EMPTY_DOCUMENT', 'UNEXPECTED_ANSWER'] as const
    ).map((code) => kindOf(new PipelineError(code, '')));
    expect(kinds).to.deep.equal(['network', 'network', 'network', 'unreadable', 'unreadable']);
    for (const code of ['SERVER_ERROR', 'THROTTLED', 'GONE', 'MISSING_FIELD', 'STORE_FAILED'] as const)
      expect(kindOf(new PipelineError(code, '')), code).to.equal('other');
    expect(kindOf(new ProxyFailed('http://127.0.0.1', 'refused')), 'says nothing of the source').to.equal('other');
  });

  it('begins with the third failure of the network in a row, and the fifth unreadable answer', () => {
    expect(isOfWhole('network', { ...none, network: 2 })).to.equal(false);
    expect(isOfWhole('network', { ...none, network: 3 })).to.equal(true);
    expect(isOfWhole('unreadable', { ...none, network: 9, unreadable: 4 })).to.equal(false);
    expect(isOfWhole('unreadable', { ...none, unreadable: 5 })).to.equal(true);
  });

  it('goes on with the first failure alike after a quiet period, but not for ever', () => {
    expect(isOfWhole('network', { ...none, network: 1, outages: 9 })).to.equal(true);
    expect(isOfWhole('network', { ...none, network: 1, outages: 10 })).to.equal(false);
    expect(isOfWhole('unreadable', { ...none, unreadable: 1, breakerTrips: 3 })).to.equal(true);
    expect(isOfWhole('unreadable', { ...none, unreadable: 1, breakerTrips: 4 })).to.equal(false);
    expect(isOfWhole('unreadable', { ...none, unreadable: 1, outages: 1 }), 'of another kind').to.equal(false);
  });

  it('has what was still under way when the source became quiet', () => {
    expect(isOfWhole('network', { ...none, network: 1, quietMs: 1 })).to.equal(true);
    expect(isOfWhole('other', { ...none, network: 9, unreadable: 9, quietMs: 1 })).to.equal(false);
  });
});
