// The rules that npm's hoisting and the compiler do not keep for us.
import { datasetRules } from './house/dataset-rules.ts';
import { importRules } from './house/import-rules.ts';
import { layoutRules } from './house/layout-rules.ts';
import { orderRules } from './house/order-rules.ts';
import { sources } from './house/sources.ts';
import { longSources, textRules } from './house/text-rules.ts';
import { wordRules } from './house/word-rules.ts';

describe('the house', () => {
  for (const { name, reason, find } of [
    ...importRules,
    ...orderRules,
    ...layoutRules,
    ...datasetRules,
    ...textRules,
    ...wordRules,
  ]) {
    it(name, () => {
      const broken = find();
      if (broken.length > 0) throw new Error(`${reason}\n\n${broken.map((line) => `  ${line}`).join('\n')}\n`);
    });
  }

  it('is seen at all', () => {
    // A scan that finds nothing would pass every rule.
    if (!sources.some(({ path, imports }) => path === 'tests/src/house.test.ts' && imports.length === 7)) {
      throw new Error('The scan of the sources does not find this very file and its imports.');
    }
  });

  after(() => {
    for (const line of longSources()) console.log(`    note: ${line}`);
  });
});
