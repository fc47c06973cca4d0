import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { type GroupOptions, grouped } from './grouped.ts';

/** An error as Postgres' driver reports a connection that broke. */
const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

/** Work that goes on until it is told how it ends, with what it was given. */
function openWork(options: Partial<GroupOptions<string, string>> = {}) {
  const groups: string[][] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const group = grouped<string, string>({
    work: async (items) => {
      groups.push([...items]);
      await new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
      return items.map((item) => `${item} done`);
    },
    keyOf: (item) => item,
    ...options,
  });
  return {
    groups,
    group,
    /** Ends the work that was begun last, and waits for what that begins. */
    async end(error?: Error) {
      const last = ends.at(-1);
      if (error) last?.reject(error);
      else last?.resolve();
      await nextTurn();
      await nextTurn();
    },
  };
}

const outcomes = (promises: readonly Promise<string>[]) =>
  Promise.all(promises.map((promise) => promise.catch((error: Error) => error.message)));

describe('what is done in groups', () => {
  it('begins with what comes in one turn, and makes a group of what comes meanwhile', async () => {
    const { groups, group, end } = openWork();
    const all = [group('a'), group('b')];
    await nextTurn();
    all.push(group('c'), group('d'));
    await nextTurn();
    all.push(group('e'));
    expect(groups).to.deep.equal([['a', 'b']]);
    await end();
    expect(groups).to.deep.equal([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    await end();
    expect(await outcomes(all)).to.deep.equal(['a done', 'b done', 'c done', 'd done', 'e done']);
    all.push(group('f'));
    await nextTurn();
    expect(groups.at(-1)).to.deep.equal(['f']);
    await end();
    expect(await all.at(-1)).to.equal('f done');
  });

  it('waits for more while groups follow one another, and not for the first of them', async () => {
    let ms = 0;
    const { groups, group, end } = openWork({ gatherMs: 1, now: () => ms });
    const all = [group('a')];
    await nextTurn();
    expect(groups).to.deep.equal([['a']]);
    await end();
    ms += 100;
    all.push(group('b'), group('c'));
    while (groups.length < 2) {
      expect(groups).to.deep.equal([['a']]);
      if (all.length === 3) all.push(group('d'));
      await nextTurn();
    }
    expect(groups.at(-1)).to.include.members(['b', 'c', 'd']);
    await end();
    ms += 101;
    all.push(group('e'));
    await nextTurn();
    expect(groups.at(-1)).to.deep.equal(['e']);
    await end();
    expect(await outcomes(all)).to.deep.equal(['a done', 'b done', 'c done', 'd done', 'e done']);
  });

  it('takes no two of one key into a group, fifty items at most, and no more bytes than are worth a wait', async () => {
    const { groups, group, end } = openWork({ bytesOf: (item) => (item === 'large' ? 4 * 1024 * 1024 : 1) });
    const all = ['a', 'b', 'a', 'c'].map((item) => group(item));
    await nextTurn();
    expect(groups).to.deep.equal([['a', 'b', 'c']]);
    all.push(...Array.from({ length: 60 }, (_, index) => group(`${index}`)), group('large'), group('z'));
    await end();
    expect(groups.at(-1)).to.have.lengthOf(50);
    await end();
    expect(groups.at(-1)).to.have.lengthOf(11).and.not.include('large');
    await end();
    expect(groups.at(-1)).to.deep.equal(['large']);
    await end();
    expect(groups.at(-1)).to.deep.equal(['z']);
    await end();
    expect(await outcomes(all))
      .to.have.lengthOf(66)
      .and.include.members(['a done', 'large done', 'z done']);
  });

  it('does each by itself when one of a group fails it, and fails that one alone', async () => {
    const worked: string[][] = [];
    const group = grouped<string, string>({
      work: async (items) => {
        worked.push([...items]);
        if (items.includes('poison')) throw new Error('not to be stored');
        return items.map((item) => `${item} done`);
      },
      keyOf: (item) => item,
    });
    const all = ['a', 'poison', 'b'].map((item) => group(item));
    expect(await outcomes(all)).to.deep.equal(['a done', 'not to be stored', 'b done']);
    expect(worked).to.deep.equal([['a', 'poison', 'b'], ['a'], ['poison'], ['b']]);
  });

  it('fails a whole group whose server was lost, once', async () => {
    const { groups, group, end } = openWork();
    const all = outcomes([group('a'), group('b')]);
    await nextTurn();
    await end(lost);
    expect(await all).to.deep.equal(['read ECONNRESET', 'read ECONNRESET']);
    expect(groups).to.have.lengthOf(1);
  });

  it('does what is to be done alone at once, beside a group', async () => {
    const { groups, group, end } = openWork();
    const first = group('a');
    await nextTurn();
    const alone = group('b', { alone: true });
    expect(groups).to.deep.equal([['a'], ['b']]);
    await end();
    expect(await alone).to.equal('b done');
    expect(await Promise.race([first, Promise.resolve('not yet')])).to.equal('not yet');
  });
});
