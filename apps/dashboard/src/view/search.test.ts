import { expect } from 'chai';
import {
  count,
  day,
  flag,
  leaveOutUsual,
  oneOf,
  parseSearch,
  searchOf,
  stringifySearch,
  text,
  usualOf,
} from './search.ts';

const fields = {
  q: text(),
  state: oneOf(['open', 'closed', 'all'], 'open'),
  page: count(1),
  date: day(),
  own: flag(),
};
const read = (search: string) => searchOf(fields)(parseSearch(search) as never);

describe('the search params of a view', () => {
  it('are what the URL says', () => {
    expect(read('?q=123&state=all&page=2&date=2026-02-28&own=true')).to.deep.equal({
      q: '123',
      state: 'all',
      page: 2,
      date: '2026-02-28',
      own: true,
    });
  });

  it('are the usual ones where the URL says nothing, or nothing valid', () => {
    expect(read('')).to.deep.equal(usualOf(fields));
    expect(read('?state=sideways&page=0&date=2026-13-01&own=1')).to.deep.equal(usualOf(fields));
    expect(read('?page=-1&date=yesterday')).to.deep.equal(usualOf(fields));
  });

  it('leave what is usual out of the URL', () => {
    const search = { ...usualOf(fields), state: 'all' as const, page: 2 };
    expect(leaveOutUsual(fields)({ search, next: (given: object) => given } as never)).to.deep.equal({
      state: 'all',
      page: 2,
    });
  });

  it('are written as they were read', () => {
    const search = '?q=a+b%26c&state=all';
    expect(stringifySearch(parseSearch(search))).to.equal(search);
    expect(stringifySearch({})).to.equal('');
    expect(stringifySearch({ q: undefined, page: 3 })).to.equal('?page=3');
  });
});
