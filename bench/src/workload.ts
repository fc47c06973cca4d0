import { setTimeout as sleep } from 'node:timers/promises';
import { dayMs } from '@tickermill/core';
import { type Rig, withDatabase } from '@tickermill/testkit';

const sampleEveryMs = 200;

/** Tracks so many companies, which requests their filings of the last 30 days. Returns the number of the run. */
export async function track(rig: Rig, companies: number): Promise<string> {
  const tickers = await rig.listedTickers(companies);
  await rig.askSandbox('reset', { method: 'POST' }); // the question for the list is none of the workers'
  const { run_id } = await rig.ask<{ run_id: string }>('POST', '/api/v1/watchlists/bench/items', { tickers });
  return run_id;
}

interface Truth {
  readonly tickers: Readonly<Record<string, { readonly cik: string; readonly accessions: readonly string[] }>>;
}

const warmAtOnce = 8;

/** Makes the sandbox invent what will be requested: it caches up to 2000 documents, and answers then cost it little. */
export async function warmSandbox(rig: Rig, companies: number): Promise<void> {
  const tickers = await rig.listedTickers(companies);
  const [from, to] = [-31, 1].map((days) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10));
  const query = `tickers=${tickers.join()}&from=${from}&to=${to}&detail=accessions`;
  const truth = await rig.askSandbox<Truth>(`truth/insider-trades?${query}`);
  const paths = Object.values(truth.tickers).flatMap(({ cik, accessions }) => [
    `data.sec.gov/submissions/CIK${cik}.json`,
    ...accessions.map((accession) => `www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession}.txt`),
  ]);
  const headers = { 'user-agent': 'Tickermill bench@tickermill.invalid', 'accept-encoding': 'gzip' };
  const warm = async () => {
    for (let path = paths.pop(); path; path = paths.pop()) {
      await (await fetch(`${rig.sandbox.url}/${path}`, { headers })).arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: warmAtOnce }, warm));
}

/** How many documents are stored at an instant. */
export interface Sample {
  readonly atMs: number;
  readonly documents: number;
}

/** Counts the stored documents. */
export function sampleDocuments(rig: Rig): Promise<Sample> {
  return withDatabase(rig.postgres.url, async (client) => {
    const { rows } = await client.query<{ documents: number }>('SELECT count(*)::int AS documents FROM filings');
    return { atMs: performance.now(), documents: rows[0]?.documents ?? 0 };
  });
}

/** Counts them again and again until the run has ended. */
export async function sampleUntilEnded(rig: Rig, run: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (;;) {
    samples.push(await sampleDocuments(rig));
    if (await hasEnded(rig, run)) return samples;
    await sleep(sampleEveryMs);
  }
}

/** Queries the database: the API would compute the report of the run each time. */
function hasEnded(rig: Rig, run: string): Promise<boolean> {
  return withDatabase(rig.postgres.url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM runs WHERE id = $1 AND finished_at IS NOT NULL', [run]);
    return rowCount === 1;
  });
}
