import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { forEachAnswer } from '../samples.fixture.ts';
import { isOwnership, readFeed } from './atom.ts';
import { ownershipFeed } from './collector.ts';

const found = (name: string) => {
  const fixture = fixturesOf('ownership-feed').get(name);
  const outcome = fixture && outcomeOf(ownershipFeed, fixture);
  if (outcome?.kind !== 'found') throw new Error(`${name} is ${outcome?.kind}`);
  return outcome;
};

describe('collector ownership-feed', () => {
  checkCollector(ownershipFeed, {
    page: 'found',
    'page-without-overlap': 'found',
    'page-empty': 'found',
    'page-full': 'found',
    'page-cut-off': 'UNEXPECTED_ANSWER',
    'page-incomplete': 'UNEXPECTED_ANSWER',
    'page-html': 'UNEXPECTED_ANSWER',
    'page-missing': 'UNEXPECTED_ANSWER',
    'page-of-another': 'WRONG_ANSWER',
  });
  const at = '2026-11-20T20:10:00.000Z';

  it('ends where what was seen before shows up, and names ownership forms alone', () => {
    const { records, next } = found('page');
    expect(records).to.deep.equal([{ at, reachedTo: '2026-11-20T20:00:00.000Z' }]);
    expect(next?.map(({ collector, unlessStored, input }) => [collector, unlessStored, input['cik']])).to.deep.equal([
      ['insider-trades', '0001001838-26-000011', '0001990001'],
      ['insider-trades', '0001001838-26-000011', '0001001838'],
      ['insider-trades', '0001990002-26-000001', '0001990002'],
    ]);
  });

  it('asks for the next page while everything is new', () => {
    const { records, next } = found('page-full');
    expect(records).to.equal(undefined);
    expect(next?.[0]).to.deep.include({ step: 'page' });
    expect(next?.[0]?.input).to.deep.include({ start: 100, at });
    expect(next).to.have.length(101);
  });

  it('says how far it reached when the feed ends before', () => {
    expect(found('page-without-overlap').records).to.deep.equal([{ at, reachedTo: '2026-11-20T20:03:00.000Z' }]);
    expect(found('page-empty').records, 'not at all').to.deep.equal([{ at, reachedTo: at }]);
  });
});

describe('a page of the feed', () => {
  const pages = { collector: 'ownership-feed', fixtures: ['page', 'page-full'], samples: 'feeds' };
  forEachAnswer({ ...pages, pattern: /atom\.xml$/ }, (body) => {
    const entries = readFeed(body.toString());
    expect(entries).to.have.length([...body.toString().matchAll(/<entry>/g)].length);
    const instants = entries.map(({ acceptedAt }) => acceptedAt.getTime());
    expect(instants).to.deep.equal([...instants].sort((one, other) => other - one));
    for (const entry of entries) expect(isOwnership(entry)).to.equal(/^[345](?:\/A)?$/.test(entry.form));
  });
  forEachAnswer({ ...pages, fixtures: ['page-html'], pattern: /error\.html$/ }, (body) => {
    expect(() => readFeed(body.toString())).to.throw('The current feed cannot be read');
  });
});
