import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseOwnership } from '@tickermill/collectors';
import { OwnershipDocument, PipelineError } from '@tickermill/core';
import { checkout, openMutations } from '@tickermill/testkit';
import { expect } from 'chai';

const fixtures = path.join(checkout, 'packages', 'collectors', 'src', 'insider-trades', 'fixtures');
const rounds = 2_500;

/** A document of the collector's fixtures, with all that XML can have besides: a comment, CDATA, references, a letter. */
function originalOf(name: string): Buffer {
  const { lines } = JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8')) as { lines: string[] };
  const besides = `<remarks>A &#39;plan&#39; <!-- x --> <![CDATA[&]]> é</remarks></ownershipDocument>`;
  return Buffer.from(lines.join('\n').replace(/(?:<remarks>[^<]*<\/remarks>\s*)?<\/ownershipDocument>/, besides));
}

describe('mutated documents', () => {
  for (const name of ['document-bare', 'document']) {
    it(`of ${name} are read in full, or refused with a code of the catalogue`, () => {
      const original = originalOf(name);
      parseOwnership(original);
      const mutate = openMutations(20250108);
      const outcomes = new Set<string>();
      for (let round = 0; round < rounds; round++) {
        const mutant = mutate(original);
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
