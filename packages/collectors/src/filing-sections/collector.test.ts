import type { FilingSections } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { filingSections } from './collector.ts';

const recordOf = (name: string): FilingSections => {
  const fixture = fixturesOf('filing-sections').get(name);
  if (!fixture) throw new Error(name);
  const outcome = outcomeOf(filingSections, fixture);
  if (outcome.kind !== 'found') throw new Error(outcome.kind);
  return outcome.records?.[0] as FilingSections;
};

describe('collector filing-sections', () => {
  checkCollector(
    filingSections,
    {
      document: 'found',
      'document-of-another': 'WRONG_DOCUMENT',
      'document-of-several': 'found',
      'document-missing': 'REFUSED',
      'document-empty': 'EMPTY_DOCUMENT',
      'document-other-form': 'NOT_A_REPORT',
      submission: 'found',
    },
    (record) => (record as FilingSections).cik,
  );

  it('says of each item what is known, with the place of its text', () => {
    const { readAs, sections } = recordOf('document');
    expect(readAs).to.equal('10-Q');
    expect(sections.map(({ item, status }) => [item, status])).to.deep.equal([
      ['I.2', 'text'],
      ['I.3', 'not-applicable'],
      ['II.1A', 'absent'],
    ]);
    const [first, , last] = sections;
    expect(first?.text).to.match(/^Item 2\. Management's Discussion .* orders\.$/);
    expect((first?.before ?? 0) - (first?.from ?? 0)).to.equal(first?.text?.length);
    expect(last).to.deep.include({ text: null, from: null, before: null, sha256: null });
  });

  it('knows by the address alone what it had asked for, for replay', () => {
    const [step] = filingSections.steps;
    for (const primaryDocument of ['exmp-20260930.htm', null]) {
      const asked = { accession: '0009990001-26-000041', cik: '0009990001', filed: '2026-11-03', primaryDocument };
      const { url } = step?.request(asked as never) ?? { url: '' };
      expect(step?.asked?.({ key: asked.accession, url, filedOn: asked.filed })).to.deep.equal(asked);
    }
  });
});
