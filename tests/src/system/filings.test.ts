import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunView } from '@tickermill/core/contracts';
import { checkout, type Fleet, openFleet, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';

const samples = path.join(checkout, '..', 'shared', 'samples', 'sec');
const fixtures = path.join(checkout, 'packages', 'collectors', 'src', 'insider-trades', 'fixtures');

/** A filing, read by plain text search: a second reading, independent of the parser. */
interface Sample {
  readonly name: string;
  readonly accession: string;
  readonly cik: string;
  readonly form: string;
  readonly transactions: readonly { title: string; date: string; shares: string | null; price: string | null }[];
  /** What the archive answers: the submission text as it is, or the XML wrapped in one. */
  readonly submission: string;
}

const filedOn = '2026-11-19';

interface Submitted {
  readonly name: string;
  readonly text: string;
}

/** Real filings where they stand beside the checkout; else those that this repository has written for itself. */
function submitted(): Submitted[] {
  if (existsSync(samples)) {
    return ['ownership', 'wrappers'].flatMap((place) =>
      readdirSync(path.join(samples, place)).map((name) => ({
        name,
        text: readFileSync(path.join(samples, place, name), 'utf8'),
      })),
    );
  }
  console.log('    no real filings in ../shared/samples/sec: those of this repository are asked for');
  return ['document.json', 'document-bare.json'].map((name) => {
    const { lines } = JSON.parse(readFileSync(path.join(fixtures, name), 'utf8')) as { lines: string[] };
    return { name, text: lines.join('\n') };
  });
}

function readSample({ name, text: raw }: Submitted, index: number): Sample {
  const text = raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const xml = /<ownershipDocument>[\s\S]*<\/ownershipDocument>/.exec(text)?.[0] ?? '';
  const value = (of: string, tag: string) =>
    new RegExp(`<${tag}>\\s*(?:<value>)?\\s*([^<]*?)\\s*<`).exec(of)?.[1] || null;
  const isSubmission = !text.trimStart().startsWith('<?xml') && !text.trimStart().startsWith('<ownershipDocument');
  const stated = /ACCESSION[ -]NUMBER[:>]\s*(\d{10}-\d{2}-\d{6})/.exec(text)?.[1];
  const accession = stated ?? `0009999999-26-${String(index).padStart(6, '0')}`;
  const form = value(xml, 'documentType') ?? '';
  const wrapped = [
    `<SEC-DOCUMENT>${accession}.txt : ${filedOn.replaceAll('-', '')}`,
    `<SEC-HEADER>${accession}.hdr.sgml : ${filedOn.replaceAll('-', '')}`,
    `<ACCEPTANCE-DATETIME>${filedOn.replaceAll('-', '')}183419`,
    `ACCESSION NUMBER:\t\t${accession}`,
    `CONFORMED SUBMISSION TYPE:\t${form}`,
    `FILED AS OF DATE:\t\t${filedOn.replaceAll('-', '')}`,
    '</SEC-HEADER>',
    `<DOCUMENT>\n<TYPE>${form}\n<SEQUENCE>1\n<FILENAME>form.xml\n<TEXT>\n<XML>`,
    text.trimStart(),
    '</XML>\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n',
  ].join('\n');
  const rows = xml.match(/<(nonDerivative|derivative)Transaction>[\s\S]*?<\/\1Transaction>/g) ?? [];
  return {
    name,
    accession,
    form,
    cik: (value(xml, 'issuerCik') ?? '').padStart(10, '0'),
    transactions: rows.map((row) => ({
      title: value(row, 'securityTitle') ?? '',
      date: value(row, 'transactionDate') ?? '',
      shares: /<transactionShares>\s*<value>\s*([^<]+?)\s*</.exec(row)?.[1] ?? null,
      price: /<transactionPricePerShare>\s*<value>\s*([^<]+?)\s*</.exec(row)?.[1] ?? null,
    })),
    submission: isSubmission ? text : wrapped,
  };
}

/** Lays samples out by host and path, as the sandbox serves a folder ahead of what it invents. */
function layOut(folder: string, filings: readonly Sample[]): Map<string, string> {
  const write = (host: string, place: string, content: string) => {
    const file = path.join(folder, host, place);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const ciks = [...new Set(filings.map(({ cik }) => cik))];
  const tickers = new Map(ciks.map((cik, index) => [`REAL${index}`, cik]));
  const listing = [...tickers].map(([ticker, cik]) => ({ cik_str: Number(cik), ticker, title: `Issuer ${cik}` }));
  write('www.sec.gov', 'files/company_tickers.json', JSON.stringify(Object.fromEntries(listing.entries())));
  for (const cik of ciks) {
    const own = filings.filter((filing) => filing.cik === cik);
    const recent = {
      accessionNumber: own.map(({ accession }) => accession),
      filingDate: own.map(() => filedOn),
      form: own.map(({ form }) => form),
    };
    const columns = [
      'reportDate',
      'acceptanceDateTime',
      'act',
      'fileNumber',
      'filmNumber',
      'items',
      'primaryDocument',
      'primaryDocDescription',
    ];
    const filler = Object.fromEntries(columns.map((column) => [column, own.map(() => '')]));
    write(
      'data.sec.gov',
      `submissions/CIK${cik}.json`,
      JSON.stringify({ cik, name: `Issuer ${cik}`, filings: { recent: { ...recent, ...filler }, files: [] } }),
    );
    for (const { accession, submission } of own) {
      write('www.sec.gov', `Archives/edgar/data/${Number(cik)}/${accession}.txt`, submission);
    }
  }
  return tickers;
}

describe('filings through the whole thread', () => {
  let folder: string;
  let fleet: Fleet | undefined;
  let filings: Sample[];
  let tickers: Map<string, string>;

  before(async () => {
    const all = submitted().map(readSample);
    // Some submissions are present twice, once with their envelope: the archive has each once.
    filings = [...new Map(all.map((filing) => [filing.accession, filing])).values()];
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-real-'));
    tickers = layOut(folder, filings);
    fleet = await openFleet({ SANDBOX_FOLDER: folder });
  });
  after(async () => {
    await fleet?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('finds every trade of every filing in Postgres', async () => {
    if (!fleet) throw new Error('no fleet');
    const { ask, databaseUrl } = fleet;
    const tracked = await ask<{ run_id: string }>('POST', '/api/v1/watchlists/real/items', {
      tickers: [...tickers.keys()],
    });
    expect(tracked.status, JSON.stringify(tracked.body)).to.equal(202);
    const run = await until('the run to end', async () => {
      const { body } = await ask<RunView>('GET', `/api/v1/runs/${tracked.body.run_id}`);
      return body.finished_at ? body : null;
    });
    expect(run.state, JSON.stringify(run.report)).to.equal('done');

    await withDatabase(databaseUrl, async (client) => {
      const stored = await client.query<{ accession: string; issuer_cik: string; form: string }>(
        'SELECT accession, issuer_cik, form FROM filings',
      );
      const byAccession = new Map(stored.rows.map((row) => [row.accession, row]));
      expect(stored.rows).to.have.length(filings.length);
      for (const { name, accession, cik, form, transactions } of filings) {
        expect(byAccession.get(accession), name).to.deep.equal({ accession, issuer_cik: cik, form });
        const { rows } = await client.query(
          `SELECT security AS title, transaction_date::text AS date, shares::text, price::text FROM insider_trades
           WHERE accession = $1 ORDER BY table_name DESC, line`,
          [accession],
        );
        const plain = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll(/\s+/g, ' ');
        const number = (text: string | null) => (text === null ? null : text.replace(/^\./, '0.'));
        expect(
          rows.map((row) => ({ ...row, title: plain(row.title ?? '') })),
          name,
        ).to.deep.equal(
          transactions.map(({ title, date, shares, price }) => ({
            title: plain(title),
            date,
            shares: number(shares),
            price: number(price),
          })),
        );
      }
    });
  });
});
