import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../../sandbox.ts';
import { ask, askJson } from '../../testing/ask.ts';
import { handClock } from '../../testing/hand-clock.ts';

interface Known {
  id: string;
  listing: string;
  symbol: string;
  name: string;
  mic: string;
  isin: string | null;
  cik: string | null;
  missed: number;
}
interface Truth {
  month: string | null;
  listings: Record<string, { shape: string; served: number }>;
  instruments: Known[];
  events: { id: string; what: string; symbol: string; from: { symbol: string }; happened: number }[];
}

const nasdaq = '/www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt';
const other = '/www.nasdaqtrader.com/dynamic/symdir/otherlisted.txt';
const companies = '/www.sec.gov/files/company_tickers.json';

describe('the lists of exchanges', () => {
  let sandbox: Sandbox;
  before(async () => {
    const settings = { today: '2026-11-20', tickers: 60, listed: 400, secCeilingPerSecond: 0 };
    sandbox = await openSandbox(settings, handClock('2026-11-21T12:00:00Z'));
  });
  after(() => sandbox.close());
  const goTo = (month: string | null) =>
    ask(
      sandbox,
      '/_sandbox/listing-month',
      { method: 'PUT', headers: { 'content-type': 'application/json' } },
      { month },
    );
  const truth = () => askJson<Truth>(sandbox, '/_sandbox/truth/listings');
  const knownAt = async (month: string, id: string) => {
    await goTo(month);
    return (await truth()).instruments.filter(
      (each) => each.id.startsWith(id) && /^(-after)?$/.test(each.id.slice(id.length)),
    );
  };

  it('hold the companies of the SEC, and as many others as are asked for, each symbol once', async () => {
    const { instruments, listings, month, events } = await truth();
    const american = instruments.filter(({ listing }) => listing === 'nasdaq' || listing === 'other');
    // One of them is listed only from the fourth month on.
    expect([month, american.length, events.length]).to.deep.equal([null, 399, 0]);
    expect(new Set(american.map(({ symbol }) => symbol)).size).to.equal(399);
    const names = Object.values(await askJson<Record<string, { ticker: string; cik_str: number }>>(sandbox, companies));
    const byTicker = new Map(american.map(({ symbol, cik }) => [symbol, Number(cik)]));
    expect(names.filter(({ ticker, cik_str }) => byTicker.get(ticker) !== cik_str)).to.have.length(1);
    expect(Object.values(listings).map(({ shape }) => shape)).to.deep.equal([
      ...['sound', 'sound', 'sound', 'sound', 'sound', 'sound', 'sound', 'sound', 'sound', 'sound'],
    ]);
    for (const listing of ['euronext', 'euronext-etfs', 'lse', 'xetra'])
      expect(listings[listing]?.served).to.equal(299);
  });

  it('are files with a last line, a date and validators, and say when they are held already', async () => {
    const { text, headers } = await ask(sandbox, nasdaq);
    expect(text.trimEnd().split('\r\n').at(-1)).to.equal('File Creation Time: 1120202621:31|||||||');
    for (const symbol of ['NA', 'TRUE', 'NULL', 'INF']) expect(text).to.include(`\r\n${symbol}|`);
    expect((await ask(sandbox, nasdaq, { headers: { 'if-none-match': headers.etag } })).status).to.equal(304);
    expect((await ask(sandbox, other)).text).to.match(/\r\nBRK\.B\|.*\|N\|BRK\.B\|N\|100\|N\|BRK\.B\r\n/);
    expect(
      (await ask(sandbox, '/live.euronext.com/pd_es/data/stocks/download?mics=dm_all_stock')).headers,
    ).not.to.have.property('etag');
  });

  it('are found as the real ones are: by a search whose parameters are encoded twice, by a link that changes', async () => {
    const search = (parameters: string) =>
      ask(sandbox, `/api.londonstockexchange.com/api/v1/pages?path=search&parameters=${parameters}`);
    const asked = 'q=Instrument list&tab=documents&size=10&page=0';
    expect((await search(encodeURIComponent(encodeURIComponent(asked)))).text).to.include('Instrument%20list_75.xlsx');
    expect((await search(encodeURIComponent(asked))).text).not.to.include('list_75');
    const page = '/www.cashmarket.deutsche-boerse.com/cash-en/trading/Tradable-Instruments-Xetra';
    const links = [await ask(sandbox, page), await ask(sandbox, page)].map(
      ({ text }) => /href="([^"]*t7-xetr[^"]*)"/.exec(text)?.[1],
    );
    expect(links.map((link) => link?.startsWith('https://www.xetra.com/'))).to.deep.equal([true, false]);
    expect((await ask(sandbox, `/www.xetra.com${links[1]}`)).text).to.match(
      /^Market:;XETR\nDate Last Update:;20\.11\.2026\n/,
    );
  });

  it('live through a year: renamed, merged, gone, back, passed on, moved and new', async () => {
    const [before] = await knownAt('2026-01', 'us-40');
    const [renamed] = await knownAt('2026-02', 'us-40');
    expect(renamed)
      .to.include({ cik: before?.cik, name: before?.name })
      .and.property('symbol')
      .to.not.equal(before?.symbol);
    const [[holding], [subsidiary]] = [await knownAt('2026-03', 'us-42'), await knownAt('2026-02', 'us-42')];
    expect(holding?.symbol).to.equal(subsidiary?.symbol);
    expect(holding?.cik).to.not.equal(subsidiary?.cik);
    expect((await knownAt('2026-02', 'us-43')).map(({ missed }) => missed)).to.deep.equal([1]);
    expect((await knownAt('2026-12', 'us-45')).map(({ missed }) => missed)).to.deep.equal([0]);
    expect((await knownAt('2026-12', 'us-47')).map(({ missed }) => missed)).to.deep.equal([0]);
    const moved = [...(await knownAt('2026-01', 'us-48')), ...(await knownAt('2026-12', 'us-48'))];
    expect(new Set(moved.map(({ listing }) => listing)).size).to.equal(2);
    for (const id of ['us-46', 'euronext-13', 'euronext-etfs-13', 'lse-13', 'xetra-14']) {
      const [first, second] = await knownAt('2026-12', id);
      expect(second?.symbol, id).to.equal(first?.symbol);
      expect([second?.missed, (first?.missed ?? 0) >= 2], id).to.deep.equal([0, true]);
      expect([second?.isin, second?.cik], id).to.not.deep.equal([first?.isin, first?.cik]);
    }
    for (const id of ['us-49', 'lse-15'])
      expect([await knownAt('2026-03', id), (await knownAt('2026-12', id)).length]).to.deep.equal([[], 1]);
  });

  it('are broken in some months, and a sixth too short in others: then they show nothing of what has happened', async () => {
    await goTo('2026-05');
    const may = await truth();
    expect([may.listings['nasdaq']?.shape, may.listings['euronext']?.shape]).to.deep.equal(['broken', 'broken']);
    expect((await ask(sandbox, nasdaq)).text).to.match(/^Symbol\|Issue Description\|/);
    const page = await ask(sandbox, '/live.euronext.com/en/pd_es/data/stocks/download?mics=dm_all_stock');
    expect([page.status, page.text.includes('Page Not Available')]).to.deep.equal([200, true]);
    await goTo('2026-07');
    const july = await truth();
    expect([july.listings['other']?.shape, july.listings['euronext']?.shape]).to.deep.equal(['shrunken', 'shrunken']);
    await goTo('2026-06');
    expect(july.listings['other']?.served).to.be.below(((await truth()).listings['other']?.served ?? 0) * 0.9);
  });

  it('are followed by the list of the SEC, and go back when the sandbox is reset', async () => {
    await goTo('2026-12');
    const { instruments } = await truth();
    const listed = Object.values(
      await askJson<Record<string, { ticker: string; cik_str: number }>>(sandbox, companies),
    );
    const known = new Map(
      instruments
        .filter(({ missed, cik }) => missed === 0 && cik !== null)
        .map(({ symbol, cik }) => [symbol, Number(cik)]),
    );
    for (const { ticker, cik_str } of listed) expect(known.get(ticker), ticker).to.equal(cik_str);
    expect(listed).to.have.length(58);
    await ask(sandbox, '/_sandbox/reset', { method: 'POST' });
    expect(Object.keys(await askJson<object>(sandbox, companies))).to.have.length(60);
    expect((await truth()).month).to.equal(null);
  });

  it('refuse a month that is none', async () => {
    for (const month of ['2026', '2026-13', 5, undefined]) expect((await goTo(month as string)).status).to.equal(422);
  });
});
