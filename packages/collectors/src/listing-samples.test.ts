import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fromNasdaqSymbol, fromTapeSymbol, type ListingId, toNasdaqSymbol } from '@tickermill/core';
import { expect } from 'chai';
import { parseListing } from './listing-line.ts';

/** Real lists of exchanges. They lie beside the repository and are not part of it. */
const folder = new URL('../../../../shared/samples/', import.meta.url);

/** The listings of which there are samples here. */
type SampledListing = Extract<ListingId, 'nasdaq' | 'other' | 'euronext' | 'xetra'>;

/** Files by listing: where they lie, how their names begin. */
const places: readonly (readonly [SampledListing, string, RegExp])[] = [
  ['nasdaq', 'nasdaqtrader', /^nasdaqlisted-.*\.txt$/],
  ['other', 'nasdaqtrader', /^otherlisted-.*\.txt$/],
  ['euronext', 'euronext', /\.csv$/],
  ['xetra', 'xetra', /\.csv\.gz$/],
];

const bytesOf = (file: URL) => {
  const bytes = readFileSync(file);
  return file.pathname.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

/** Rows of a file by its own lines alone, without anything of the parsers: what is counted a second time. */
const rowsOf: Readonly<Record<string, (text: string) => string[][]>> = {
  nasdaq: piped,
  other: piped,
  euronext: (text) =>
    text
      .replaceAll('"', '')
      .split('\n')
      .slice(4)
      .filter((line) => line !== '')
      .map((line) => line.split(';')),
  xetra: (text) =>
    text
      .split('\n')
      .slice(3)
      .filter((line) => line !== '')
      .map((line) => line.split(';')),
};

function piped(text: string) {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return lines.slice(1, -1).map((line) => line.split('|'));
}

function count(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

const exchangeOfMic: Readonly<Record<string, string>> = {
  XASE: 'A',
  XCHI: 'M',
  XNYS: 'N',
  ARCX: 'P',
  IEXG: 'V',
  BATS: 'Z',
};

describe('the real lists of exchanges', () => {
  if (!existsSync(folder)) {
    console.log('  No real lists in ../shared/samples: those of this repository are read alone.');
    return;
  }
  for (const [listing, place, pattern] of places) {
    const root = new URL(`${place}/`, folder);
    const files = readdirSync(root).filter((file) => pattern.test(file));
    if (files.length === 0) throw new Error(`no sample in ${root.pathname} matches ${pattern}`);
    for (const file of files) {
      const bytes = bytesOf(new URL(file, root));
      const rows = rowsOf[listing]?.(bytes.toString('utf8')) ?? [];

      it(`${file}: as many instruments by exchange and kind as a second count finds, and none refused`, () => {
        const read = parseListing(listing, bytes);
        expect(read.refused).to.deep.equal([]);
        expect(read.asOf).to.equal(dayOfName(file));
        const { instruments } = read;
        expect(instruments).to.have.length(rows.length);
        const symbolAt = { nasdaq: 0, other: 0, euronext: 2, xetra: 7 }[listing];
        expect(instruments.map(({ exchangeSymbol }) => exchangeSymbol)).to.deep.equal(rows.map((row) => row[symbolAt]));
        const etfs = instruments.filter(({ kind }) => kind === 'etf').length;
        const tests = instruments.filter(({ statusFlags }) => statusFlags.includes('test-issue')).length;
        if (listing === 'nasdaq') {
          expect([etfs, tests]).to.deep.equal([6, 3].map((at) => rows.filter((row) => row[at] === 'Y').length));
          expect(new Set(instruments.map(({ mic }) => mic))).to.deep.equal(new Set(['XNAS']));
        }
        if (listing === 'other') {
          expect([etfs, tests]).to.deep.equal([4, 6].map((at) => rows.filter((row) => row[at] === 'Y').length));
          expect(count(instruments.map(({ mic, kind }) => `${exchangeOfMic[mic]} ${kind === 'etf'}`))).to.deep.equal(
            count(rows.map((row) => `${row[2]} ${row[4] === 'Y'}`)),
          );
        }
        if (listing === 'euronext') {
          expect(count(instruments.map(({ mic }) => mic))).to.deep.equal(
            count(rows.map((row) => firstMarket(row[3] ?? ''))),
          );
        }
        if (listing === 'xetra') {
          const types = { etf: 'ETF', note: 'ETC ETN', stock: 'CS', adr: 'CS', fund: 'OTHER', certificate: 'OTHER' };
          const ours = instruments.map(({ kind }) => types[kind as keyof typeof types]);
          expect(count(ours)).to.deep.equal(
            count(rows.map((row) => (/^ET[CN]$/.test(row[18] ?? '') ? 'ETC ETN' : (row[18] ?? '')))),
          );
        }
      });

      it(`${file}: cut anywhere, or twice in one file, it is refused`, () => {
        for (const part of [0.3, 0.5, 0.77]) {
          const cut = bytes.subarray(0, Math.floor(bytes.length * part));
          expect(() => parseListing(listing, cut), String(part))
            .to.throw()
            .with.property('code', 'LISTING_CUT_OFF');
        }
        expect(() => parseListing(listing, Buffer.concat([bytes, bytes])))
          .to.throw()
          .with.property('code', 'LISTING_STRUCTURE');
      });

      if (listing === 'nasdaq' || listing === 'other') {
        it(`${file}: every spelling of a symbol is one, and Nasdaq's is found again`, () => {
          for (const row of rows) {
            const nasdaq = (listing === 'nasdaq' ? row[0] : row[7]) ?? '';
            const ours = fromNasdaqSymbol(nasdaq) ?? '';
            expect(ours, nasdaq).to.not.equal('');
            if (listing === 'other') expect(fromTapeSymbol(row[3] ?? ''), row[3]).to.equal(ours);
            // A class P and a preferred share without a series are written alike.
            if (!nasdaq.endsWith('.P')) expect(toNasdaqSymbol(ours)).to.equal(nasdaq);
          }
        });
      }
    }
  }

  it('take a page in the place of a list for none', () => {
    const page = readFileSync(new URL('nasdaqtrader/nasdaqlisted-error-page-2025-10-04.html', folder));
    for (const [listing] of places) {
      expect(() => parseListing(listing, page), listing)
        .to.throw('Page Not Available')
        .with.property('code', 'LISTING_STRUCTURE');
    }
  });

  // The list of the SEC is a year older: a fifth of what it marks has gone since.
  it('give the symbols that the list of the SEC has too', () => {
    const files = ['nasdaqlisted-2025-07-21.txt', 'otherlisted-2025-07-21.txt'];
    const symbols = new Set(
      files.flatMap((file) =>
        parseListing(
          file.startsWith('n') ? 'nasdaq' : 'other',
          readFileSync(new URL(`nasdaqtrader/${file}`, folder)),
        ).instruments.map(({ symbol }) => symbol),
      ),
    );
    const sec = Object.values(
      JSON.parse(readFileSync(new URL('sec/company_tickers.json', folder), 'utf8')) as object,
    ) as { ticker: string }[];
    const marked = sec.map(({ ticker }) => ticker).filter((ticker) => /-(?:P[A-Z]?|WT|UN|RT|[A-Z])$/.test(ticker));
    const known = marked.filter((ticker) => symbols.has(ticker));
    expect(known.length / marked.length).to.be.greaterThan(0.75);
  });
});

function dayOfName(file: string) {
  return /\d{4}-\d{2}-\d{2}/.exec(file)?.[0];
}

/** The first market of a row, counted by its words alone. */
function firstMarket(text: string) {
  const [first = ''] = text.split(',');
  if (first.includes('Multi')) return 'XPMC';
  const markets = { 'Growth Paris': 'ALXP', 'Access Paris': 'XMLI', 'Growth Brussels': 'ALXB', Paris: 'XPAR' };
  const others = { Brussels: 'XBRU', Amsterdam: 'XAMS' };
  return Object.entries({ ...markets, ...others }).find(([words]) => first.endsWith(words))?.[1] ?? first;
}
