import { expect } from 'chai';
import { type ListedRow, matchRows, type RowMatch, type StoredLine } from './match-rows.ts';

const row = (symbol: string, fields: Partial<ListedRow> = {}): ListedRow => ({
  symbol,
  exchangeSymbol: symbol,
  name: `${symbol} Inc.`,
  mic: 'XETR',
  kind: 'stock',
  currency: 'EUR',
  isin: null,
  statusFlags: [],
  cik: null,
  ...fields,
});
const line = (instrumentId: string, symbol: string, fields: Partial<StoredLine> = {}): StoredLine => ({
  instrumentId,
  symbol,
  mic: 'XETR',
  isHeld: true,
  status: 'active',
  isin: null,
  cik: null,
  kind: 'stock',
  listedName: `${symbol} Inc.`,
  namedAt: 'XETR',
  missingSince: null,
  ...fields,
});
const gone = { isHeld: false, status: 'delisted' } as const;
const exchanges = new Set(['XETR']);
const brief = ({ kept, added, displaced, missing }: RowMatch) => ({
  kept: kept.map(({ line: { instrumentId }, row: { symbol }, how, by }) => `${instrumentId} ${symbol} ${how} ${by}`),
  added: added.map(
    ({ row: { symbol }, proposal }) =>
      `${symbol}${proposal ? ` ${proposal.what} ${proposal.former.instrumentId}` : ''}`,
  ),
  displaced: displaced.map(({ line: { instrumentId } }) => instrumentId),
  missing: missing.map(({ instrumentId }) => instrumentId),
});
const match = (rows: readonly ListedRow[], lines: readonly StoredLine[]) => brief(matchRows(rows, lines, exchanges));
const nothing = { kept: [], added: [], displaced: [], missing: [] };

describe('holding the rows of a listing against what is stored', () => {
  it('takes the symbol first, unless an ISIN or CIK contradicts it', () => {
    expect(match([row('X', { isin: 'A' })], [line('1', 'X')])).to.deep.equal({ ...nothing, kept: ['1 X same symbol'] });
    for (const id of ['isin', 'cik'] as const)
      expect(match([row('X', { [id]: 'B' })], [line('1', 'X', { [id]: 'A' })])).to.deep.equal({
        ...nothing,
        added: ['X'],
        displaced: ['1'],
        missing: ['1'],
      });
  });

  it('takes the ISIN of a line that the list names no more, and leaves lines in another currency apart', () => {
    const [old, dollars] = [line('1', 'OLD', { isin: 'A' }), row('OLDU', { isin: 'A', currency: 'USD' })];
    expect(match([row('NEW', { isin: 'A' })], [old]).kept).to.deep.equal(['1 NEW renamed isin']);
    expect(match([row('OLD', { isin: 'A' }), dollars], [old])).to.deep.equal({
      ...nothing,
      kept: ['1 OLD same symbol'],
      added: ['OLDU'],
    });
  });

  it('joins nothing where it is not said which of two goes on', () => {
    const old = line('1', 'OLD', { isin: 'A' });
    expect(match([row('N1', { isin: 'A' }), row('N2', { isin: 'A' })], [old])).to.deep.equal({
      ...nothing,
      added: ['N1', 'N2'],
      missing: ['1'],
    });
    const twice = [old, line('2', 'OTHER', { isin: 'A' })];
    expect(match([row('NEW', { isin: 'A' })], twice)).to.deep.equal({
      ...nothing,
      added: ['NEW'],
      missing: ['1', '2'],
    });
  });

  it('lists again by ISIN or by CIK, and otherwise only proposes it', () => {
    expect(match([row('Y', { isin: 'A' })], [line('1', 'X', { ...gone, isin: 'A' })]).kept).to.deep.equal([
      '1 Y relisted isin',
    ]);
    expect(match([row('X', { cik: 'C' })], [line('1', 'X', { ...gone, cik: 'C' })]).kept).to.deep.equal([
      '1 X relisted cik',
    ]);
    expect(match([row('X')], [line('1', 'X', gone)]).added).to.deep.equal(['X relisting-proposed 1']);
    expect(match([row('X', { isin: 'B' })], [line('1', 'X', { ...gone, isin: 'A' })]).added).to.deep.equal(['X']);
  });

  it('proposes a rename by the name of one that is missing, unless two have it', () => {
    const name = { name: 'Meta Platforms, Inc.' };
    const former = line('1', 'FB', { listedName: 'META PLATFORMS INC' });
    expect(match([row('META', name)], [former])).to.deep.equal({
      ...nothing,
      added: ['META rename-proposed 1'],
      missing: ['1'],
    });
    expect(match([row('META', name), row('METB', name)], [former]).added).to.deep.equal(['META', 'METB']);
    expect(match([row('META', { ...name, kind: 'etf' })], [former]).added).to.deep.equal(['META']);
  });

  it('corrects an exchange that was assumed, and moves one of the United States only under the same name or id', () => {
    const at = (fields: Partial<StoredLine>) => [line('1', 'X', { mic: 'XNYS', namedAt: null, ...fields })];
    const nasdaq = row('X', { mic: 'XNAS' });
    expect(match([nasdaq], at({ listedName: null })).kept).to.deep.equal(['1 X placed symbol']);
    expect(match([nasdaq], at({})).kept).to.deep.equal(['1 X moved symbol']);
    expect(match([nasdaq], at({ listedName: 'Another' })).added).to.deep.equal(['X']);
    expect(match([{ ...nasdaq, cik: 'C' }], at({ listedName: 'Another', cik: 'C' })).kept).to.deep.equal([
      '1 X moved symbol',
    ]);
    // In Europe the same symbol of two exchanges is two instruments.
    expect(match([row('X', { mic: 'XPAR' })], [line('1', 'X')]).added).to.deep.equal(['X']);
  });
});
