import { expect } from 'chai';
import { openPasswords } from './passwords.ts';

describe('passwords', () => {
  const passwords = openPasswords();

  it('are kept so that only the password itself is recognised', async () => {
    const kept = await passwords.hash('Grüße aus Köln');
    expect(kept).to.match(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwords.hash('Grüße aus Köln')).not.to.equal(kept);
    expect(await passwords.verify('Grüße aus Köln'.normalize('NFD'), kept)).to.equal(true);
    for (const [given, against] of [
      ['Grüße aus Koln', kept],
      ['', kept],
      ['Grüße aus Köln', null],
    ] as const)
      expect(await passwords.verify(given, against)).to.equal(false);
  });

  it('are verified at the cost that they were kept at', async () => {
    const cheap = openPasswords({ N: 2, r: 1, p: 1 }, { allowCheap: true });
    const kept = await cheap.hash('correct horse battery staple');
    expect(kept).to.match(/^scrypt\$2\$1\$1\$/);
    expect(await passwords.verify('correct horse battery staple', kept)).to.equal(true);
    expect(await passwords.verify('correct horse', kept)).to.equal(false);
  });

  it('are at no lower cost than usual, but in tests', () => {
    for (const cost of [
      { N: 2 ** 14, r: 8, p: 3 },
      { N: 2 ** 15, r: 8, p: 2 },
    ])
      expect(() => openPasswords(cost), JSON.stringify(cost)).to.throw(RangeError);
    expect(() => openPasswords({ N: 2 ** 15, r: 8, p: 4 })).not.to.throw();
  });
});
