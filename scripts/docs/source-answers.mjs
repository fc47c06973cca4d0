const submissions = 'https://data.sec.gov/submissions/CIK0000320193.json';
const archive = 'https://www.sec.gov/Archives/edgar/data/320193/0000320193-25-000001.txt';
const page = (title) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
const missing = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>';

const chart = 'https://query1.finance.yahoo.com/v8/finance/chart/AAPL?interval=1d';
const daily = 'https://www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol=IBM';
const bulk = 'https://eodhd.com/api/eod-bulk-last-day/US?date=2026-11-20&fmt=json';
const grouped = 'https://api.massive.com/v2/aggs/grouped/locale/us/market/stocks/2026-11-20?adjusted=false';
const refused = (field, text, status = 'NOT_AUTHORIZED') => JSON.stringify({ status, [field]: text });
const file = 'https://stooq.com/q/d/l/?s=aapl.us&i=d';
const korea = 'https://data-dbg.krx.co.kr/svc/apis/sto/stk_bydd_trd?basDd=20261120';
const koreaWeb = 'https://data.krx.co.kr/comm/bldAttendant/getJsonData.cmd';
const says = (key, text) => JSON.stringify({ [key]: text });

/** What the operators of exchanges answer, which is read alike. */
const listAnswers = (url) => [
  {
    what: '200 with the list, or with a page in its place, which the collector refuses',
    url,
    status: 200,
    body: 'Symbol|',
  },
  { what: '304 to a conditional request', url, status: 304, etag: '"a"' },
  { what: '403, 429, without Retry-After', url, status: 403 },
  { what: '503 with Retry-After: 120', url, status: 503, headers: { 'retry-after': '120' } },
  { what: '500, 502, 503, 504', url, status: 500 },
  { what: '404, 410', url, status: 404 },
  { what: '408', url, status: 408 },
  { what: '400 and other 4xx', url, status: 400 },
  { what: 'a redirect: none is followed', url, status: 302 },
];

/** An example of each answer that a source is known to give. */
export const answersOf = {
  'sec-edgar': [
    { what: '200 with what was asked for', url: submissions, status: 200, body: '{}' },
    { what: '404', url: submissions, status: 404 },
    { what: '403 with the XML of a file that is not there', url: archive, status: 403, body: missing },
    {
      what: 'the page "Request Rate Threshold Exceeded", whatever its status',
      url: archive,
      status: 403,
      body: page('Request Rate Threshold Exceeded'),
    },
    { what: '429 with Retry-After: 30', url: archive, status: 429, headers: { 'retry-after': '30' } },
    { what: '429 without', url: archive, status: 429 },
    { what: '503 with Retry-After: 120', url: archive, status: 503, headers: { 'retry-after': '120' } },
    { what: '503 without', url: archive, status: 503, body: page('File Unavailable') },
    {
      what: 'the page "Undeclared Automated Tool"',
      url: archive,
      status: 403,
      body: page('Your Request Originates from an Undeclared Automated Tool'),
    },
    { what: 'any other 403', url: archive, status: 403, body: 'Forbidden' },
    { what: '403 to the probe', url: submissions, method: 'HEAD', status: 403 },
    { what: '200 with a page where none was asked for', url: submissions, status: 200, body: page('Welcome') },
    { what: '500, 502, 504', url: archive, status: 500 },
    { what: '408', url: archive, status: 408 },
    { what: '400 and other 4xx', url: archive, status: 400 },
    { what: 'a redirect: none is followed', url: archive, status: 302 },
  ],
  yahoo: [
    { what: '200 with the JSON of the service', url: chart, status: 200, body: '{"chart":{}}' },
    { what: '404 with the JSON of the service', url: chart, status: 404, body: '{"chart":{}}' },
    {
      what: '400 "Data doesn\'t exist for startDate"',
      url: chart,
      status: 400,
      body: '{"chart":{"error":{"description":"Data doesn\'t exist for startDate = 1"}}}',
    },
    {
      what: '"Too Many Requests", as text or page, whatever its status',
      url: chart,
      status: 401,
      body: 'Edge: Too Many Requests',
    },
    { what: '429, 999, without Retry-After', url: chart, status: 429 },
    {
      what: '401, 403, "Invalid Crumb"',
      url: chart,
      status: 401,
      body: '{"finance":{"error":{"description":"Invalid Crumb"}}}',
    },
    { what: 'a page that asks for consent, or a puzzle, with 200', url: chart, status: 200, body: page('consent') },
    {
      what: 'an error of the gateway: `{"finance":{"error":…}}`',
      url: chart,
      status: 404,
      body: '{"finance":{"error":{}}}',
    },
    { what: '500, 502, 503, 504', url: chart, status: 502 },
    { what: '408', url: chart, status: 408 },
    { what: '400 and other 4xx', url: chart, status: 422 },
    { what: 'a redirect: none is followed', url: chart, status: 302 },
  ],
  'alpha-vantage': [
    { what: '200 with data, JSON or CSV', url: daily, status: 200, body: '{"Meta Data":{}}' },
    {
      what: '`Information` or `Note` of requests too close together',
      url: daily,
      status: 200,
      body: says('Information', 'consider spreading out'),
    },
    {
      what: '`Information` of the requests of the day',
      url: daily,
      status: 200,
      body: says('Information', '25 requests per day'),
    },
    {
      what: '`Information` of a premium endpoint',
      url: daily,
      status: 200,
      body: says('Information', 'This is a premium endpoint'),
    },
    { what: '`Error Message`', url: daily, status: 200, body: says('Error Message', 'Invalid API call') },
    {
      what: '`Error Message` of the key',
      url: daily,
      status: 200,
      body: says('Error Message', 'the parameter apikey is invalid or missing'),
    },
    { what: 'any other `Information` or `Note`', url: daily, status: 200, body: says('Note', 'Hello') },
    { what: '200 with a page', url: daily, status: 200, body: page('Welcome') },
    { what: '429', url: daily, status: 429 },
    { what: '500, 502, 503, 504', url: daily, status: 500 },
  ],
  eodhd: [
    { what: '200 with rows, or an empty list', url: bulk, status: 200, body: '[]' },
    {
      what: '402, or the text of spent calls',
      url: bulk,
      status: 402,
      body: 'You exceeded your daily API requests limit.',
    },
    { what: '429', url: bulk, status: 429 },
    { what: '403: not in the plan of the key', url: bulk, status: 403, body: 'Only EOD data allowed for free users' },
    { what: '401, or `Unauthenticated`', url: bulk, status: 401, body: 'Unauthenticated' },
    { what: '200 with a `warning` in a row: cut short', url: bulk, status: 200, body: '[{"warning":"one year"}]' },
    { what: '200 with a page, or CSV', url: bulk, status: 200, body: 'Code,Ex,Date' },
    { what: '500, 502, 503, 504', url: bulk, status: 502 },
    { what: '408', url: bulk, status: 408 },
    { what: '400 and other 4xx', url: bulk, status: 404 },
  ],
  massive: [
    { what: '200 with data, `DELAYED` too', url: grouped, status: 200, body: '{"status":"OK","results":[]}' },
    {
      what: '429, or 200 with the same text',
      url: grouped,
      status: 200,
      body: refused('error', 'exceeded the maximum requests per minute', 'ERROR'),
    },
    { what: '403 before the end of the day', url: grouped, status: 403, body: refused('message', 'before end of day') },
    {
      what: '403: not in the plan of the key',
      url: grouped,
      status: 403,
      body: refused('message', 'You are not entitled to this data'),
    },
    { what: '401: the key is wrong', url: grouped, status: 401, body: refused('error', 'Unknown API Key', 'ERROR') },
    { what: '200 with a page', url: grouped, status: 200, body: page('Welcome') },
    { what: '500, 502, 503, 504', url: grouped, status: 502 },
    { what: '408', url: grouped, status: 408 },
    { what: '400 and other 4xx', url: grouped, status: 400 },
  ],
  stooq: [
    { what: '200 with a CSV, its header English or Polish', url: file, status: 200, body: 'Date,Open' },
    { what: '"No data"', url: file, status: 200, body: 'No data' },
    { what: '"Exceeded the daily hits limit"', url: file, status: 200, body: 'Exceeded the daily hits limit' },
    { what: '200 with a page: a puzzle for whoever has no key', url: file, status: 200, body: page('Verifying') },
    { what: 'a text that asks for a key; 401, 403', url: file, status: 200, body: 'Get your apikey:' },
    { what: 'any other 200', url: file, status: 200, body: '' },
    { what: '429', url: file, status: 429 },
    { what: '500, 502, 503, 504', url: file, status: 500 },
  ],
  'nasdaq-listings': listAnswers('https://www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt'),
  'euronext-listings': listAnswers('https://live.euronext.com/en/pd_es/data/stocks/download?mics=dm_all_stock'),
  'lse-listings': listAnswers(
    'https://docs.londonstockexchange.com/sites/default/files/reports/Instrument%20list_82.xlsx',
  ),
  'xetra-listings': listAnswers(
    'https://www.cashmarket.deutsche-boerse.com/cash-en/trading/Tradable-Instruments-Xetra',
  ),
  'krx-web': [
    { what: '200 with JSON, labelled as a page', url: koreaWeb, method: 'POST', status: 200, body: '{"output":[]}' },
    { what: '400 with LOGOUT: nobody is signed in', url: koreaWeb, method: 'POST', status: 400, body: 'LOGOUT' },
    {
      what: 'a page that speaks of a restriction, 403, 429',
      url: koreaWeb,
      method: 'POST',
      status: 200,
      body: page('이용 제한'),
    },
    { what: '200 with another page', url: koreaWeb, method: 'POST', status: 200, body: page('Welcome') },
    { what: '500, 502, 503, 504', url: koreaWeb, method: 'POST', status: 500 },
    { what: '408', url: koreaWeb, method: 'POST', status: 408 },
    { what: '400 and other 4xx', url: koreaWeb, method: 'POST', status: 400 },
  ],
  'krx-openapi': [
    { what: '200 with rows, or with an empty list', url: korea, status: 200, body: '{"OutBlock_1":[]}' },
    { what: '401: the service was not applied for, or the key is over', url: korea, status: 401, body: '{}' },
    { what: '429 that names the day', url: korea, status: 429, body: 'daily limit' },
    { what: '429, 403, or a page that speaks of a restriction', url: korea, status: 200, body: page('이용 제한') },
    { what: '200 with another page', url: korea, status: 200, body: page('Welcome') },
    { what: '500, 502, 503, 504', url: korea, status: 500 },
    { what: '408', url: korea, status: 408 },
    { what: '400 and other 4xx', url: korea, status: 400 },
  ],
};
