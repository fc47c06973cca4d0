import { expect } from 'chai';
import { steady } from './steady-rows.ts';

type Row = { readonly id: string };
const keyOf = ({ id }: Row) => id;

describe('rows that are being read', () => {
  it('stay in place with what is new of them, and count those that wait', () => {
    const standing = [
      { id: '2', done: 1 },
      { id: '1', done: 5 },
    ];
    const answered = [
      { id: '3', done: 0 },
      { id: '2', done: 4 },
    ];
    expect(steady(standing, answered, keyOf)).to.deep.equal({
      rows: [
        { id: '2', done: 4 },
        { id: '1', done: 5 },
      ],
      waiting: 1,
    });
  });

  it('wait for nothing when nothing came', () => {
    const standing = [{ id: '1', done: 5 }];
    expect(steady(standing, standing, keyOf)).to.deep.equal({ rows: standing, waiting: 0 });
  });

  it('leave when they ended, the last of a list too', () => {
    const [three, two, one, zero] = ['3', '2', '1', '0'].map((id) => ({ id })) as [Row, Row, Row, Row];
    expect(steady([three, two, one], [three, one], keyOf)).to.deep.equal({ rows: [three, one], waiting: 0 });
    expect(steady([three, two, one], [three, two], keyOf)).to.deep.equal({ rows: [three, two], waiting: 0 });
    expect(steady([three, two, one], [], keyOf)).to.deep.equal({ rows: [], waiting: 0 });
    // The next page gave one of its own for the one that ended.
    expect(steady([three, two, one], [three, one, zero], keyOf)).to.deep.equal({ rows: [three, one], waiting: 1 });
  });

  it('stay where a whole page of others came before them', () => {
    const standing = [{ id: '2' }, { id: '1' }];
    expect(steady(standing, [{ id: '4' }, { id: '3' }], keyOf)).to.deep.equal({ rows: standing, waiting: 2 });
  });
});
