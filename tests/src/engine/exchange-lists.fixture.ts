import type { ListingId } from '@tickermill/core';
import type { ListedTruth, Sandbox } from '@tickermill/sandbox';
import { askSandbox } from '@tickermill/testkit';

/** What the sandbox says of its lists in the month that it serves. */
export const listedTruth = (sandbox: Sandbox): Promise<ListedTruth> => askSandbox(sandbox, 'truth/listings');

/** Goes to a month of the scripted year. */
export async function goToMonth(sandbox: Sandbox, month: string): Promise<void> {
  await askSandbox(sandbox, 'listing-month', { method: 'PUT', body: JSON.stringify({ month }) });
}

const get = ({ url }: Sandbox, path: string) => fetch(`${url}${path}`, { headers: { auth_key: 'sandbox-key' } });

/** Where the file of each list is: two must be found first. */
const paths: Readonly<Record<Exclude<ListingId, 'krx-etfs'>, (sandbox: Sandbox) => Promise<string>>> = {
  nasdaq: async () => '/www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt',
  other: async () => '/www.nasdaqtrader.com/dynamic/SymDir/otherlisted.txt',
  euronext: async () => '/live.euronext.com/en/pd_es/data/stocks/download?mics=dm_all_stock',
  'euronext-etfs': async () => '/live.euronext.com/en/product_directory/data/etf-all-markets/download?mics=XAMS,XPAR',
  async lse(sandbox) {
    const asked = encodeURIComponent(encodeURIComponent('q=Instrument list&tab=documents&size=10&page=0'));
    const found = await get(sandbox, `/api.londonstockexchange.com/api/v1/pages?path=search&parameters=${asked}`);
    return `/docs.londonstockexchange.com${/\/sites\/[^"]*list_\d+\.xlsx/.exec(await found.text())?.[0]}`;
  },
  async xetra(sandbox) {
    const page = await get(sandbox, '/www.cashmarket.deutsche-boerse.com/cash-en/trading/Tradable-Instruments-Xetra');
    return `/www.xetra.com${/\/resource\/[^"]*\.csv/.exec(await page.text())?.[0]}`;
  },
  kospi: async () => masterOf('stk'),
  kosdaq: async () => masterOf('ksq'),
  konex: async () => masterOf('knx'),
};

/** The stock master of a Korean market, as of a session long ago. */
const masterOf = (market: string) => `/data-dbg.krx.co.kr/svc/apis/sto/${market}_isu_base_info?basDd=20251120`;

/** The master of Korean funds, for a member who has signed in. */
async function masterOfFunds({ url }: Sandbox): Promise<Response> {
  const site = `${url}/data.krx.co.kr`;
  const page = await fetch(`${site}/contents/MDC/COMS/client/MDCCOMS001.cmd`);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${site}${path}`, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) });
  await post('/contents/MDC/COMS/client/MDCCOMS001D1.cmd', { mbrId: 'member', pw: 'password1' });
  return post('/comm/bldAttendant/getJsonData.cmd', { bld: 'dbms/MDC/STAT/standard/MDCSTAT04601' });
}

/** The file of a list, as it is served now. */
export async function fetchListing(sandbox: Sandbox, listing: ListingId): Promise<Buffer> {
  const answer =
    listing === 'krx-etfs' ? await masterOfFunds(sandbox) : await get(sandbox, await paths[listing](sandbox));
  return Buffer.from(await answer.arrayBuffer());
}
