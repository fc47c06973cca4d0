import { createHash } from 'node:crypto';
import { storeFilings } from '@tickermill/store/datasets';
import { deleteExpiredCaptures, keepCapture, readCapture } from '@tickermill/store/ledger';
import { makeFiling, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

describe('captures', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const keep = (text: string, keepDays: number | null = 7) =>
    keepCapture(store, {
      source: 'sec-edgar',
      url: 'https://www.sec.gov/a',
      status: 200,
      keepDays,
      sha256: digest(text),
      body: Buffer.from(text),
    });
  const expire = () =>
    store.db.$executeRaw`UPDATE captures SET keep_until = now() - interval '1 s' WHERE keep_until IS NOT NULL`;
  const kept = async () => (await store.db.capture.findMany()).map(({ sha256 }) => sha256).sort();

  it('give back the bytes that were kept', async () => {
    await keep('a document');
    const capture = await readCapture(store.sql, digest('a document'));
    expect(capture?.body.toString()).to.equal('a document');
    expect(capture).to.include({ status: 200, url: 'https://www.sec.gov/a' });
    expect(await readCapture(store.sql, digest('another'))).to.equal(null);
  });

  it('are deleted past their time, the oldest first and so many at once', async () => {
    for (const text of ['1', '2', '3']) await keep(text);
    await keep('for ever', null);
    expect(await deleteExpiredCaptures(store.sql, 10)).to.equal(0);
    await expire();
    await store.db
      .$executeRaw`UPDATE captures SET keep_until = keep_until - interval '1 h' WHERE sha256 = ${digest('2')}`;
    expect(await deleteExpiredCaptures(store.sql, 1)).to.equal(1);
    expect(await kept()).to.deep.equal(['1', '3', 'for ever'].map(digest).sort());
    expect(await deleteExpiredCaptures(store.sql, 10)).to.equal(2);
    expect(await kept()).to.deep.equal([digest('for ever')]);
  });

  it('stay however old they are while a filing was read from them, or they are set aside', async () => {
    for (const text of ['stored', 'aside', 'needless']) await keep(text);
    await expire();
    await store.transaction((tx) => storeFilings(tx, [makeFiling({ documentSha256: digest('stored') })]));
    const row = { errorCode: 'MALFORMED_XML', errorMessage: '', parserVersion: 1, taskId: 1n };
    await store.db.setAsideDocument.create({
      data: { dataset: 'insider-trades', key: 'a', captureSha256: digest('aside'), ...row },
    });
    expect(await deleteExpiredCaptures(store.sql, 10)).to.equal(1);
    expect(await kept()).to.deep.equal(['stored', 'aside'].map(digest).sort());
  });

  it('are kept for the longest time that anyone asked for', async () => {
    await keep('list', 30);
    await keep('list', 7);
    const [row] = await store.db.$queryRaw<
      { days: number }[]
    >`SELECT extract(day FROM keep_until - now())::int AS days FROM captures`;
    expect(row?.days).to.be.within(29, 30);
    await keep('list', null);
    expect((await store.db.capture.findMany())[0]?.keepUntil).to.equal(null);
  });
});
