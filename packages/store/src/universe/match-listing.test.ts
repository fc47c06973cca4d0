import type { Company } from '@tickermill/core';
import { expect } from 'chai';
import { type ListingMatch, matchListing, type StoredListing } from './match-listing.ts';

const [A, B] = ['0000000001', '0000000002'];
const of = (cik: string, symbol: string, name = symbol): Company => ({ cik, symbol, name });
const held = (instrumentId: string, symbol: string, cik: string | null): StoredListing => ({
  instrumentId,
  symbol,
  cik,
});
const brief = ({ kept, displaced, listed, findings }: ListingMatch) => ({
  kept: kept.map(({ instrumentId, symbol, cik }) => `${instrumentId} ${symbol} ${Number(cik)}`),
  displaced,
  listed: listed.map(({ symbol }) => symbol),
  findings: findings.map(({ what, symbol, instrumentId }) => `${what} ${symbol} ${instrumentId}`),
});

describe('holding a list of companies against what is stored', () => {
  it('lets a symbol that passes to another CIK go on as the same instrument', () => {
    const match = matchListing([of(B, 'EXOI')], [held('1', 'EXOI', A)]);
    expect(brief(match)).to.deep.equal({
      kept: ['1 EXOI 2'],
      displaced: [],
      listed: [],
      findings: ['cik-changed EXOI 1'],
    });
    expect(match.findings[0]?.detail).to.deep.equal({ ciks: [A, B], name: 'EXOI' });
  });

  it('does so for every class of shares, and says nothing of one that had no CIK or the same', () => {
    const both = matchListing([of(B, 'X'), of(B, 'X-B')], [held('1', 'X', A), held('2', 'X-B', A)]);
    expect(brief(both).findings).to.deep.equal(['cik-changed X 1', 'cik-changed X-B 2']);
    const quiet = matchListing([of(A, 'X'), of(A, 'Y')], [held('1', 'X', A), held('2', 'Y', null)]);
    expect(brief(quiet)).to.deep.equal({ kept: ['1 X 1', '2 Y 1'], displaced: [], listed: [], findings: [] });
  });

  it('keeps the instrument of a company that is listed under another symbol', () => {
    const match = matchListing([of(A, 'META')], [held('1', 'FB', A)]);
    expect(brief(match)).to.deep.equal({
      kept: ['1 META 1'],
      displaced: [],
      listed: [],
      findings: ['renamed META 1'],
    });
  });

  it('lists a further symbol of a company as a new instrument', () => {
    expect(brief(matchListing([of(A, 'X'), of(A, 'X-B')], [held('1', 'X', A)])).listed).to.deep.equal(['X-B']);
  });

  it('gives a stranger an instrument of its own where the former company goes on under another symbol', () => {
    const match = matchListing([of(A, 'METV'), of(B, 'META')], [held('1', 'META', A)]);
    expect(brief(match)).to.deep.equal({
      kept: ['1 METV 1'],
      displaced: [],
      listed: ['META'],
      findings: ['renamed METV 1'],
    });
  });

  it('keeps the instrument that a company brings along when it takes over the symbol of another', () => {
    const match = matchListing([of(B, 'T')], [held('1', 'T', A), held('2', 'SBC', B)]);
    expect(brief(match)).to.deep.equal({
      kept: ['2 T 2'],
      displaced: ['1'],
      listed: [],
      findings: ['renamed T 2', 'symbol-passed T 1'],
    });
  });

  it('lets two companies swap their symbols', () => {
    const match = matchListing([of(A, 'Y'), of(B, 'X')], [held('1', 'X', A), held('2', 'Y', B)]);
    expect(brief(match).kept).to.deep.equal(['1 Y 1', '2 X 2']);
    expect(brief(match).displaced).to.deep.equal([]);
  });

  it('tells classes of shares apart by their endings, and does not guess where they do not', () => {
    const stored = [held('1', 'OLD', A), held('2', 'OLD-B', A)];
    expect(brief(matchListing([of(A, 'NEW'), of(A, 'NEW-B')], stored)).kept).to.deep.equal(['1 NEW 1', '2 NEW-B 1']);
    const unclear = brief(matchListing([of(A, 'P'), of(A, 'Q')], [held('1', 'OLD', A)]));
    expect(unclear.listed).to.deep.equal(['P', 'Q']);
    expect(unclear.findings).to.deep.equal(['rename-ambiguous P null', 'rename-ambiguous Q null']);
  });

  it('tells warrants and units apart by what they add to the symbol of the share', () => {
    const stored = [held('1', 'ABCD', A), held('2', 'ABCDU', A), held('3', 'ABCDW', A)];
    const renamed = brief(matchListing([of(A, 'NEWC'), of(A, 'NEWCW')], stored));
    expect(renamed.kept).to.deep.equal(['1 NEWC 1', '3 NEWCW 1']);
    // The units end, and the warrants begin: the share stays, and nothing was renamed.
    const begun = brief(matchListing([of(A, 'ABCD'), of(A, 'ABCDW')], stored.slice(0, 2)));
    expect(begun).to.deep.equal({ kept: ['1 ABCD 1'], displaced: [], listed: ['ABCDW'], findings: [] });
    const unclear = brief(matchListing([of(A, 'ABCD'), of(A, 'WXYZ')], [held('1', 'ABCD', A), held('2', 'QRST', A)]));
    expect(unclear.findings).to.deep.equal(['rename-ambiguous WXYZ null']);
  });

  it('changes nothing for one symbol under two CIKs, nor for what is listed no more', () => {
    const match = matchListing(
      [of(A, 'X'), of(B, 'X'), of(A, 'Z')],
      [held('1', 'X', A), held('2', 'GONE', '0000000003')],
    );
    expect(brief(match)).to.deep.equal({ kept: [], displaced: [], listed: ['Z'], findings: ['two-companies X 1'] });
    expect(brief(matchListing([of(A, 'X'), of(A, 'X')], [])).listed).to.deep.equal(['X']);
  });
});
