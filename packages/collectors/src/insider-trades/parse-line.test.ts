import type { OwnershipDocument } from '@tickermill/core';
import { expect } from 'chai';
import { makeOwnership, makeTable } from './make-ownership.fixture.ts';
import { parseOwnership } from './ownership.ts';
import { toParseLine } from './parse-line.ts';

const amounts = (shares: string, price: string) => `<transactionAmounts>
  <transactionShares>${shares}</transactionShares><transactionPricePerShare>${price}</transactionPricePerShare>
</transactionAmounts>`;

function parse(more: string): OwnershipDocument {
  return parseOwnership(Buffer.from(makeOwnership({ more }))).document;
}

const document = parse(`${makeTable(
  `<nonDerivativeTransaction>
    <securityTitle><value>Common Stock</value><footnoteId id="F2"/></securityTitle>
    ${amounts('<value>1000.5</value><footnoteId id="F1"/><footnoteId id="F2"/>', '<value>0.2</value>')}
  </nonDerivativeTransaction>`,
  `<nonDerivativeTransaction>${amounts('<value>10</value>', '<footnoteId id="F1"/>')}</nonDerivativeTransaction>`,
)}<derivativeTable><derivativeHolding>
    <securityTitle><value>Option</value></securityTitle>
    <transactionCoding><transactionFormType>3</transactionFormType></transactionCoding>
    <exerciseDate><footnoteId id="F1"/></exerciseDate>
  </derivativeHolding></derivativeTable>
  <footnotes><footnote id="F1">one</footnote><footnote id="F2">two</footnote></footnotes>`);

describe('parse line', () => {
  const line = toParseLine('form4.xml', document);

  it('has the fields of the specification in its order, then further ones', () => {
    expect(Object.keys(line).join(' ')).to.equal(
      'file form schemaVersion period issuer owners transactions holdings footnotes is10b5_1 remarks ' +
        'originalFiledOn notSubjectToSection16 noSecuritiesOwned',
    );
    expect(Object.keys(line.issuer).join(' ')).to.equal('cik name symbol foreignSymbol');
    expect(Object.keys(line.owners[0] ?? {}).join(' ')).to.equal(
      'cik name isDirector isOfficer isTenPercentOwner isOther officerTitle otherText',
    );
    expect(Object.keys(line.transactions[0] ?? {}).join(' ')).to.equal(
      'table line security date code acquiredDisposed shares price sharesAfter ownership nature equitySwap ' +
        'conversionPrice exerciseDate expirationDate underlying underlyingShares footnotes ' +
        'deemedDate timeliness value totalValue formType valueAfter underlyingValue footnotesByField',
    );
    expect(Object.keys(line.holdings[0] ?? {}).join(' ')).to.equal(
      'table security sharesAfter ownership nature ' +
        'conversionPrice exerciseDate expirationDate underlying underlyingShares footnotes ' +
        'line formType valueAfter underlyingValue footnotesByField',
    );
  });

  it('names each footnote of a row once, in the order of the document', () => {
    expect(line.transactions.map(({ footnotes }) => footnotes)).to.deep.equal([['F2', 'F1'], ['F1']]);
    expect(line.holdings[0]).to.deep.include({ footnotes: ['F1'], footnotesByField: { exerciseDate: ['F1'] } });
    expect(line.footnotes).to.deep.equal({ F1: 'one', F2: 'two' });
  });

  it('multiplies shares and price exactly, and leaves the value open where either is', () => {
    expect(line.transactions.map(({ value }) => value)).to.deep.equal(['200.1', null]);
  });

  it('is one line of JSON with nothing lost', () => {
    const json = JSON.stringify(line);
    expect(json).to.not.include('\n');
    expect(JSON.parse(json)).to.deep.equal(line);
  });
});
