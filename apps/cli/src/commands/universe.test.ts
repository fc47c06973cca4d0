import { UniverseResponse } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { describeUniverse } from './universe.ts';

const none = { as_of: null, counts: [], listings: [], known_since: [], instruments: null };
const textOf = (universe: object) => describeUniverse(UniverseResponse.parse({ ...none, ...universe })).join('\n');

describe('what universe prints', () => {
  it('is a sentence in place of a heading of nothing', () => {
    expect(textOf({}))
      .to.match(/no instrument is known/)
      .and.match(/no list .*universe read/);
    expect(textOf({ as_of: '2026-11-02' })).to.include('nothing is known to have been listed on 2026-11-02');
    expect(textOf({})).not.to.match(/instruments|last success/);
  });

  it('is a table of what was counted', () => {
    const counts = [{ exchange: 'XNAS', kind: 'stock', status: 'active', count: 1_234, assumed: 0 }];
    expect(textOf({ counts })).to.match(/XNAS +stock +active +1,234/);
  });
});
