import { expect } from 'chai';
import { steady } from './steady-rows.ts';

const keyOf = ({ id }: { id: string }) => id;

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
});
