import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, askJson } from '../testing/ask.ts';
import { indexPublishedAt } from './feeds/daily-index.ts';

const today = '2026-11-20';
const index = (format: string, day: string) =>
  `/www.sec.gov/Archives/edgar/daily-index/2026/QTR4/${format}.${day.replaceAll('-', '')}.idx`;
const feed = (query: string) => `/www.sec.gov/cgi-bin/browse-edgar?action=getcurrent&output=atom&${query}`;

interface Truth {
  tickers: Record<string, { cik: string; accessions: string[] }>;
}

describe('the lists of the whole market', () => {
  let sandbox: Sandbox;
  let now: number;
  const at = (text: string) => {
    now = Date.parse(text);
  };
  beforeEach(async () => {
    at('2026-11-21T17:00:00Z');
    const clock = { now: () => now, delay: async () => {} };
    sandbox = await openSandbox({ today, tickers: 60, filingsPerDay: 1, secCeilingPerSecond: 0 }, clock);
  });
  afterEach(() => sandbox.close());

  const accessionsOn = async (day: string) => {
    const list = await askJson<Record<string, { ticker: string }>>(sandbox, '/www.sec.gov/files/company_tickers.json');
    const tickers = Object.values(list).map(({ ticker }) => ticker);
    const query = `tickers=${tickers.join()}&from=${day}&to=${day}&detail=accessions`;
    const truth = await askJson<Truth>(sandbox, `/_sandbox/truth/insider-trades?${query}`);
    const found = new Map(Object.values(truth.tickers).map(({ cik, accessions }) => [cik, accessions]));
    return [...found.values()].flat().sort();
  };

  it('name in both formats what there was on a day, under each of its parties', async () => {
    const [master, form] = await Promise.all(['master', 'form'].map((format) => ask(sandbox, index(format, today))));
    const rows = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].map(([, cik, file]) => `${cik} ${file}`).sort();
    const byCik = rows(master?.text ?? '', /^(\d+)\|.*\|[345](?:\/A)?\|20261120\|edgar\/data\/\d+\/(\S+)\.txt$/gm);
    const byForm = rows(form?.text ?? '', /^[345](?:\/A)? {2}.* (\d+) +20261120 +edgar\/data\/\d+\/(\S+)\.txt *$/gm);
    expect(byCik).to.deep.equal(byForm);
    const truth = await accessionsOn(today);
    expect(truth.length).to.be.greaterThan(20);
    expect([...new Set(byCik.map((row) => row.split(' ')[1]))].sort()).to.deep.equal(truth);
    expect(byCik.length, 'owners too').to.be.greaterThan(2 * truth.length - 1);
    for (const text of [master?.text, form?.text]) expect(text).to.contain('Last Data Received:    Nov 20, 2026');
    const [first = ''] = byCik;
    const [cik, accession] = first.split(' ');
    expect((await ask(sandbox, `/www.sec.gov/Archives/edgar/data/${cik}/${accession}.txt`)).status).to.equal(200);
  });

  it('have an index in the evening and not before, and none on days when EDGAR is closed', async () => {
    const published = indexPublishedAt(1, today)?.getTime() ?? 0;
    now = published - 1;
    expect([
      (await ask(sandbox, index('master', today))).status,
      published > Date.parse('2026-11-21T02:59:00Z'),
    ]).to.deep.equal([403, true]);
    now = published;
    expect((await ask(sandbox, index('master', today))).status).to.equal(200);
    for (const day of ['2026-11-14', '2026-11-11', '2026-11-23']) {
      const { status, text } = await ask(sandbox, index('form', day));
      expect([status, text.includes('<Code>AccessDenied</Code>')], day).to.deep.equal([403, true]);
    }
    const wrongQuarter = index('form', today).replace('QTR4', 'QTR3');
    expect((await ask(sandbox, wrongQuarter)).status).to.equal(403);
    expect(indexPublishedAt(1, '2026-04-03'), 'Good Friday').not.to.equal(null);
  });

  it('show in the feed what has been accepted so far, the newest first', async () => {
    at('2026-11-20T21:30:00Z');
    const { text, headers } = await ask(sandbox, feed('owner=only&count=100'));
    expect(headers['content-type']).to.equal('application/atom+xml');
    const accepted = [...text.matchAll(/<updated>(\S+)<\/updated>\n<category/g)].map(([, instant = '']) => instant);
    expect(accepted).to.have.length(100);
    expect(accepted).to.deep.equal([...accepted].sort().reverse());
    expect(accepted[0]?.startsWith('2026-11-20T1')).to.equal(true);
    expect(Date.parse(accepted[0] ?? '')).to.be.lessThanOrEqual(now);
    expect(text)
      .to.match(/\(\d{10}\) \(Issuer\)/)
      .and.match(/\(\d{10}\) \(Reporting\)/);
    expect(text).not.to.match(/term="(?:497|8-K|144)/);
    expect((await ask(sandbox, feed('type=4&owner=include&count=100'))).text).to.match(/term="4[29]/);
  });

  it('hold all of the day in pages, and the page of a bad day behind the last', async () => {
    at('2026-11-21T03:30:00Z');
    const seen = new Set<string>();
    let start = 0;
    for (; ; start += 100) {
      const { status, text } = await ask(sandbox, feed(`owner=only&count=100&start=${start}`));
      if (status === 503) break;
      for (const [, accession = ''] of text.matchAll(/accession-number=(\S+)</g)) seen.add(accession);
    }
    expect(start).to.be.greaterThan(100);
    for (const accession of await accessionsOn(today)) expect(seen.has(accession), accession).to.equal(true);
  });
});
