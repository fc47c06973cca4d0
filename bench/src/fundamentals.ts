import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { replay } from '@tickermill/engine';
import { stockMetricsChore } from '@tickermill/engine/maintenance';
import { parseCompanyFacts, toFigures } from '@tickermill/fundamentals';
import { openStore, type Store } from '@tickermill/store';
import { storeCompanies } from '@tickermill/store/datasets';
import { screenStocks } from '@tickermill/store/fundamentals';
import { openOwnPostgres, withDatabase } from '@tickermill/testkit';
import { inventedCompanyFacts } from './invented-facts.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

/** As many companies as NYSE and Nasdaq have. */
const companies = 5_500;
/** Sizes of documents in tags, which make what companies have: 0.5 to 4 MB. */
const sizes = [10, 25, 40, 55, 70, 90, 110, 130, 160];
/** Captures are made in batches between which the clock stands still. */
const batchSize = 100;
const screens = 1_000;
/** How often each document is read without a database. */
const rounds = 20;
const megabyte = 1e6;

/** A document, in which the number of its company stands at a place. */
interface Template {
  readonly body: Buffer;
  readonly place: number;
}

/**
 * All companies from their captures to what is stored: facts, figures and metrics, in one process beside Postgres, without a
 * request. `JSON.parse` alone reads the same documents in the same process. Then screens over all of them.
 */
export async function fundamentals({ backend, seconds }: Options): Promise<void> {
  const show = (metric: string, value: number, unit: string) =>
    report({ bench: 'fundamentals', metric, value, unit, backend, workers: 1 });
  const templates = sizes.map((size) => templateOf(size));
  print(`documents of ${templates.map((each) => (sizeOf(each) / megabyte).toFixed(1)).join(', ')} MB`);
  const postgres = await openOwnPostgres();
  const store = openStore({ url: postgres.url, connections: 4 });
  const watched = watchMemory();
  try {
    await listCompanies(store, postgres.url);
    let [done, bytes, took, parseMs, figuresMs] = [0, 0, 0, 0, 0];
    while (done < companies && (seconds === null || took < seconds * 1_000)) {
      const batch = Array.from({ length: Math.min(batchSize, companies - done) }, (_, nth) => done + nth + 1);
      bytes += await keepCaptures(postgres.url, batch, templates);
      took += await timed(() => replayAll(store));
      done += batch.length;
      print(`${done} companies after ${(took / 1_000).toFixed(0)} s`);
    }
    const sampled = (rounds * templates.reduce((sum, each) => sum + sizeOf(each), 0)) / megabyte;
    const storedMs = took;
    took += await timed(() => computeMetrics(store));
    const memory = watched.peak();
    // The same documents, packed alike: what reading alone costs, and what figures without a database do.
    for (let round = 0; round < rounds; round++) {
      for (const [nth, template] of templates.entries()) {
        const packed = gzipSync(bodyOf(template, nth), { level: 1 });
        parseMs += await timed(async () => void JSON.parse(gunzipSync(packed).toString()));
        figuresMs += await timed(async () => void toFigures(parseCompanyFacts(gunzipSync(packed)).facts));
      }
    }
    show('companies', done, '');
    show('seconds', took / 1_000, 's');
    show('seconds for 5,500', ((took / 1_000) * companies) / done, 's');
    show('companies per second', done / (took / 1_000), '1/s');
    show('facts and figures per second', done / (storedMs / 1_000), '1/s');
    show('metrics per second', done / ((took - storedMs) / 1_000), '1/s');
    show('JSON stored', bytes / megabyte / (storedMs / 1_000), 'MB/s');
    show('JSON to figures, without a database', sampled / (figuresMs / 1_000), 'MB/s');
    show('JSON.parse alone', sampled / (parseMs / 1_000), 'MB/s');
    show('memory', memory / megabyte, 'MB');
    const latencies = await screenAll(store);
    show('screen p50', latencies[Math.floor(screens * 0.5)] ?? 0, 'ms');
    show('screen p99', latencies[Math.floor(screens * 0.99)] ?? 0, 'ms');
  } finally {
    watched.stop();
    await store.close();
    await postgres.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The most memory that this process has had, looked at ten times a second. */
function watchMemory() {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 100);
  timer.unref();
  return {
    peak: () => {
      look();
      return peak;
    },
    stop: () => clearInterval(timer),
  };
}

function templateOf(size: number): Template {
  const text = gunzipSync(inventedCompanyFacts(1, size)).toString().replace('"cik":1,', '"cik":"0000000001",');
  return { body: Buffer.from(text), place: text.indexOf('0000000001') };
}

/** The document of a company, written over that of another: a text for each would be what the memory is measured of. */
function bodyOf({ body, place }: Template, cik: number): Buffer {
  body.write(padded(cik), place, 'latin1');
  return body;
}
const sizeOf = ({ body }: Template) => body.length;
const padded = (cik: number) => String(cik).padStart(10, '0');

/** Every company has a ticker with a price and its dividends. */
async function listCompanies(store: Store, url: string): Promise<void> {
  const listed = Array.from({ length: companies }, (_, nth) => ({
    cik: padded(nth + 1),
    symbol: `C${nth + 1}`,
    name: `Company ${nth + 1}`,
  }));
  await store.transaction((tx) => storeCompanies(tx, listed));
  await withDatabase(url, async (client) => {
    await client.query(
      `INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, adj_close, currency, provider)
       SELECT id, now(), now(), 1, '2026-11-20', true, p, p, p, p, p, 'USD', 'yahoo' FROM (SELECT id, 20 + id % 300 AS p FROM instruments) i`,
    );
    await client.query(
      `INSERT INTO coverage (dataset, instrument_id, covered, first_day, provider, currency, written_at)
       SELECT 'daily-prices', id, '{[2026-11-20,2026-11-21)}', '2026-11-20', 'yahoo', 'USD', now() FROM instruments`,
    );
    await client.query(
      `INSERT INTO corporate_actions (instrument_id, date, type, amount, known_from, provider, raw)
       SELECT id, day, 'dividend', 0.25, now(), 'yahoo', '{}' FROM instruments,
         unnest('{2026-02-10,2026-05-10,2026-08-10,2026-11-10}'::date[]) AS day`,
    );
    await client.query('ANALYZE');
  });
}

/** Keeps the answers about companies as captures that nobody has read yet. Returns their bytes. */
async function keepCaptures(url: string, ciks: readonly number[], templates: readonly Template[]): Promise<number> {
  let bytes = 0;
  await withDatabase(url, async (client) => {
    for (const cik of ciks) {
      const template = templates[cik % templates.length];
      if (!template) continue;
      const body = bodyOf(template, cik);
      const sha256 = createHash('sha256').update(body).digest('hex');
      const address = `https://data.sec.gov/api/xbrl/companyfacts/CIK${padded(cik)}.json`;
      bytes += body.length;
      await client.query(
        `INSERT INTO captures (sha256, source, url, status, size, body) VALUES ($1, 'sec-edgar', $2, 200, $3, $4)`,
        [sha256, address, body.length, gzipSync(body, { level: 1 })],
      );
      await client.query(
        `INSERT INTO company_facts (cik, provider, url, document_sha256, fetched_at, changed_at, parser_version)
         VALUES ($1, 'sec-edgar', $2, $3, now(), now(), 0)`,
        [padded(cik), address, sha256],
      );
    }
  });
  return bytes;
}

/** Reads every capture that the current parser has not read, and stores what it says. */
async function replayAll(store: Store): Promise<void> {
  const ask = { dataset: 'company-facts', since: null, accessions: [], all: false, dryRun: false, limit: 100 } as const;
  let after: string | null = null;
  do {
    const page = await replay({ store }, { ...ask, after });
    if (page.unreadable + page.missing > 0) throw new Error(`not read: ${JSON.stringify(page.documents[0])}`);
    after = page.next;
  } while (after !== null);
}

async function computeMetrics(store: Store): Promise<void> {
  const chore = stockMetricsChore({ store, now: () => new Date('2026-11-21T02:00:00Z') }, 60_000);
  while ((await chore.run()) === 'more');
}

/** How long each of many screens took, ms, the shortest first. */
async function screenAll(store: Store): Promise<number[]> {
  const latencies: number[] = [];
  for (let nth = 0; nth < screens; nth++) {
    const bounds = [
      { metric: 'pe', min: null, max: String(5 + (nth % 40)) },
      { metric: 'debt_to_equity', min: null, max: String(1 + (nth % 3)) },
      ...(nth % 2 === 0 ? [{ metric: 'eps_cagr_5y', min: '0.01', max: null }] : []),
    ];
    const screen = { bounds, sort: ['peg', 'market_cap', 'pe'][nth % 3] ?? 'pe', isDescending: nth % 2 === 0 };
    latencies.push(
      await timed(async () => void (await screenStocks(store.reads, { ...screen, limit: 50, offset: 0 }))),
    );
  }
  return latencies.sort((one, other) => one - other);
}
