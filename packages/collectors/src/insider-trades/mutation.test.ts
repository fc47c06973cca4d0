import { OwnershipDocument, PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { makeOwner, makeOwnership, makeSubmission, makeTable, makeTransaction } from './make-ownership.fixture.ts';
import { parseOwnership } from './ownership.ts';

/** A small generator of pseudo-random integers below a bound (mulberry32): the same seed, the same mutations. */
function makeRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const xml = makeOwnership({
  owners: makeOwner('<isOfficer>true</isOfficer><officerTitle>CFO &amp; Treasurer</officerTitle>'),
  more: `${makeTable(
    makeTransaction(`<securityTitle><value>Common</value><footnoteId id="F1"/></securityTitle>
      <transactionDate><value>2025-01-08</value></transactionDate>
      <transactionCoding><transactionCode>S</transactionCode><equitySwapInvolved>0</equitySwapInvolved></transactionCoding>
      <transactionAmounts><transactionShares><value>12.5</value></transactionShares></transactionAmounts>
      <ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership></ownershipNature>`),
  )}<footnotes><footnote id="F1">A &#39;plan&#39; <!-- x --> <![CDATA[&]]></footnote></footnotes><remarks>é</remarks>`,
});

const tokens = [
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '&',
  ';',
  '&amp;',
  '&#0;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE a>',
  '\0',
  '\r',
  '\ufeff',
  '\u0008',
  '<value>',
  '</value>',
  '<a b="c"/>',
  '<footnoteId id="F1"/>',
  '<footnoteId/>',
  '__proto__',
  '<ownershipDocument>',
  '</ownershipDocument>',
  '<DOCUMENT>',
  '</XML>',
  '<TYPE>4',
  '-',
  '1E5',
  '9'.repeat(70),
  ' ',
  '\n',
];

/** Cuts off, takes out, doubles, inserts or changes something, one to three times. */
function mutate(bytes: Buffer, random: (bound: number) => number): Buffer {
  let mutant = bytes;
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(mutant.length + 1);
    const [before, after] = [mutant.subarray(0, at), mutant.subarray(at)];
    const span = random(60);
    const ways: (() => (Buffer | string)[])[] = [
      () => [before],
      () => [before, after.subarray(span)],
      () => [before, after.subarray(0, span), after],
      () => [before, tokens[random(tokens.length)] ?? '', after],
      () => [before, Buffer.of(random(256)), after.subarray(1)],
      () => [before, mutant.subarray(random(mutant.length + 1)), after],
    ];
    mutant = Buffer.concat((ways[random(ways.length)]?.() ?? []).map((part) => Buffer.from(part)));
  }
  return mutant;
}

describe('mutated documents', () => {
  for (const [name, text] of [
    ['bare', xml],
    ['in a submission', makeSubmission(xml)],
  ] as const) {
    it(`${name}: read in full, or refused with a code of the catalogue`, function () {
      this.timeout(30_000);
      const original = Buffer.from(text);
      const random = makeRandom(20250108);
      const outcomes = new Set<string>();
      for (let round = 0; round < 2_000; round++) {
        const mutant = mutate(original, random);
        try {
          const { document } = parseOwnership(mutant);
          expect(OwnershipDocument.parse(document)).to.deep.equal(document);
          outcomes.add('read');
        } catch (error) {
          if (!(error instanceof PipelineError)) {
            throw new Error(`round ${round}: ${error}\n${mutant.toString()}`, { cause: error });
          }
          outcomes.add(error.code);
        }
      }
      expect([...outcomes]).to.include.members(['read', 'MALFORMED_XML', 'INVALID_FIELD', 'BAD_ENCODING']);
    });
  }
});
