import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dayMs } from '@tickermill/core';
import { checkout, openMutations, openRig, type Rig, withDatabase } from '@tickermill/testkit';
import type { Options } from './options.ts';
import { profiled, profilesOf } from './profile.ts';
import { print, report } from './result.ts';
import { sampleUntilEnded } from './workload.ts';

const fixtures = path.join(checkout, 'packages', 'collectors', 'src', 'insider-trades', 'fixtures');
const perIssuer = 250;
/** A mutant is the same each time. */
const maxAttempts = '1';
const megabyte = 1024 * 1024;
/** Codes of unforeseen failures: a document must never end with one. */
const unforeseen = ['UNEXPECTED', 'INTERNAL', 'STORE_FAILED', 'INVALID_RECORD', 'POISON'];

/**
 * Mutated documents through the whole thread, from the request to the row: each has to be stored whole or be set aside
 * with a reason, and no worker may die, hang or swell.
 */
export async function fuzz({ backend, documents, ...options }: Options): Promise<void> {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const workers = options.workers ?? 1;
  const folder = mkdtempSync(path.join(tmpdir(), 'tickermill-fuzz-'));
  print(`${backend}: ${documents} documents of seed ${seed}`);
  const tickers = layOut(folder, { documents, seed });
  const rig = await openRig({
    backend,
    workers,
    environment: { LOG_LEVEL: 'error', SANDBOX_FOLDER: folder, SANDBOX_SEC_CEILING: '0', SANDBOX_PACE: '100000' },
    workerEnvironment: { ...profiled, TASK_ATTEMPTS: maxAttempts },
  });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'fuzz', metric, value, unit, backend, workers });
    const began = performance.now();
    const { run_id } = await rig.ask<{ run_id: string }>('POST', '/api/v1/watchlists/fuzz/items', { tickers });
    await sampleUntilEnded(rig, run_id);
    figure('seconds', (performance.now() - began) / 1_000, 's');
    const ends = await endsOf(rig);
    for (const [end, count] of ends) figure(end, count, 'documents');
    const profiles = await profilesOf(rig);
    figure('rss_mb', Math.max(...profiles.map(({ rssBytes }) => rssBytes)) / megabyte, 'MB');
    figure('loop_lag_p99_ms', Math.max(...profiles.map(({ loopLagP99Ms }) => loopLagP99Ms)), 'ms');
    const wrong = await findWrong(rig, documents, ends);
    if (wrong.length > 0) {
      rig.keepLogs();
      throw new Error(`--seed ${seed}: ${wrong.join('; ')} (logs in ${rig.logsDir})`);
    }
  } finally {
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How documents ended: `stored`, or the code that they were set aside or failed with. */
function endsOf(rig: Rig): Promise<[end: string, count: number][]> {
  return withDatabase(rig.postgres.url, async (client) => {
    const { rows } = await client.query<{ end: string; count: number }>(`
      SELECT CASE state WHEN 'done' THEN 'stored' ELSE coalesce(error_code, state) END AS end, count(*)::int AS count
      FROM tasks WHERE document_key IS NOT NULL GROUP BY 1 ORDER BY 2 DESC`);
    return rows.map(({ end, count }) => [end, count]);
  });
}

async function findWrong(
  rig: Rig,
  documents: number,
  ends: readonly [end: string, count: number][],
): Promise<string[]> {
  const total = ends.reduce((sum, [, count]) => sum + count, 0);
  const odd = ends.filter(([end]) => unforeseen.includes(end)).map(([end, count]) => `${count} ended as ${end}`);
  const broken = await withDatabase(rig.postgres.url, async (client) => {
    const { rows } = await client.query<{ what: string }>(`
      SELECT accession || ' is stored without owners' AS what FROM filings f
      WHERE NOT EXISTS (SELECT FROM filing_owners o WHERE o.accession = f.accession)
      UNION ALL SELECT document_key || ' is done and not stored' FROM tasks
      WHERE document_key IS NOT NULL AND state = 'done' AND document_key NOT IN (SELECT accession FROM filings)
      UNION ALL SELECT document_key || ' failed and is stored' FROM tasks
      WHERE document_key IS NOT NULL AND state = 'failed' AND document_key IN (SELECT accession FROM filings)
      UNION ALL SELECT document_key || ' failed by its own fault and is not set aside' FROM tasks
      WHERE document_key IS NOT NULL AND state = 'failed' AND own_fault AND document_key NOT IN (SELECT key FROM set_aside_documents)
      UNION ALL SELECT key || ' is set aside without its bytes' FROM set_aside_documents
      WHERE capture_sha256 IS NULL OR capture_sha256 NOT IN (SELECT sha256 FROM captures)
      UNION ALL SELECT 'a worker was lost ' || stalls || ' times with ' || title FROM tasks WHERE stalls > 0 LIMIT 20`);
    return rows.map(({ what }) => what);
  });
  const deaths = [...rig.workers, rig.api].flatMap((service) => service.deaths).map((how) => `a process died: ${how}`);
  return [...(total === documents ? [] : [`${total} of ${documents} were asked for`]), ...odd, ...broken, ...deaths];
}

/** Lays mutants out by host and path, as the sandbox serves a folder ahead of what it invents. Returns the tickers. */
function layOut(folder: string, { documents, seed }: { documents: number; seed: number }): string[] {
  const write = (place: string, content: string | Buffer) => {
    mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
    writeFileSync(path.join(folder, place), content);
  };
  const originals = ['document', 'document-bare', 'document-other-issuer'].map((name) => {
    const { lines } = JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8')) as { lines: string[] };
    return lines.join('\n');
  });
  const mutate = openMutations(seed);
  const filedOn = new Date(Date.now() - 3 * dayMs).toISOString().slice(0, 10);
  const issuers = Array.from({ length: Math.ceil(documents / perIssuer) }, (_, nth) => ({
    ticker: `FUZZ${nth}`,
    cik: String(9_100_000_000 + nth),
    filings: Math.min(perIssuer, documents - nth * perIssuer),
  }));
  const listing = issuers.map(({ cik, ticker }) => ({ cik_str: Number(cik), ticker, title: ticker }));
  write('www.sec.gov/files/company_tickers.json', JSON.stringify({ ...listing }));
  for (const [nth, { cik, filings }] of issuers.entries()) {
    const accessions = Array.from({ length: filings }, (_, at) => `${cik}-26-${String(at + 1).padStart(6, '0')}`);
    const each = (value: string) => accessions.map(() => value);
    const recent = {
      accessionNumber: accessions,
      filingDate: each(filedOn),
      form: each('4'),
      reportDate: each(''),
      acceptanceDateTime: each(''),
      act: each(''),
      fileNumber: each(''),
      filmNumber: each(''),
      items: each(''),
      primaryDocument: each(''),
      primaryDocDescription: each(''),
    };
    write(
      `data.sec.gov/submissions/CIK${cik}.json`,
      JSON.stringify({ cik, name: cik, filings: { recent, files: [] } }),
    );
    for (const [at, accession] of accessions.entries()) {
      const owner = String(9_200_000_000 + nth * perIssuer + at);
      const text = (originals[at % originals.length] ?? '')
        .replaceAll(/0009990003-25-\d{6}/g, accession)
        .replaceAll('0009990001', cik)
        .replaceAll('0009990002', owner);
      write(`www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession}.txt`, mutate(Buffer.from(text)));
    }
  }
  return issuers.map(({ ticker }) => ticker);
}
