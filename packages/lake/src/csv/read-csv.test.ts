import type { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { type CsvLimits, type CsvRecord, readCsv } from './read-csv.ts';

const limits: CsvLimits = { maxBytes: 1_000, maxLines: 10, maxColumns: 4, maxCellChars: 20 };

async function read(source: Parameters<typeof readCsv>[0], options: Partial<CsvLimits & { firstLine: number }> = {}) {
  const records: CsvRecord[] = [];
  for await (const record of readCsv(source, { ...limits, ...options })) records.push(record);
  return records.map(({ line, fields }) => [line, ...fields]);
}
const refusal = async (...args: Parameters<typeof read>) => {
  const error = await read(...args).then(
    () => expect.fail('it was read'),
    (thrown: PipelineError) => thrown,
  );
  return [error.code, error.message, error.detail['line']];
};

describe('reading CSV', () => {
  const cases: [what: string, text: string, records: (string | number)[][]][] = [
    [
      'lines of any end',
      'a,b\r\nc,d\ne\rf',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
        [3, 'e'],
        [4, 'f'],
      ],
    ],
    ['quoted fields', '"a ""b""","c,\nd",e\n', [[1, 'a "b"', 'c,\nd', 'e']]],
    [
      'empty fields and lines',
      ',a,\n\n""',
      [
        [1, '', 'a', ''],
        [2, ''],
        [3, ''],
      ],
    ],
    [
      'a byte order mark',
      '\uFEFFticker\nKO',
      [
        [1, 'ticker'],
        [2, 'KO'],
      ],
    ],
    ['blanks around fields, and within quotes', ' a , " b " ', [[1, 'a', ' b ']]],
    ['nothing', '', []],
  ];
  for (const [what, text, records] of cases) {
    it(`understands ${what}`, async () => {
      expect(await read(text)).to.deep.equal(records);
    });
  }

  it('names the line on which a record begins, also behind quoted line breaks', async () => {
    expect(await read('"a\nb","c\r\nd"\ne\n"f\n"\ng')).to.deep.equal([
      [1, 'a\nb', 'c\r\nd'],
      [4, 'e'],
      [5, 'f\n'],
      [7, 'g'],
    ]);
    expect(await read('a\nb', { firstLine: 1_001 })).to.deep.equal([
      [1_001, 'a'],
      [1_002, 'b'],
    ]);
  });

  it('refuses text behind a closing quote, a quote that is never closed, and one amid a field', async () => {
    expect(await refusal('a\n"b\nc"x\n')).to.deep.equal([
      'MALFORMED_CSV',
      'line 2: there is text behind a closing quote.',
      2,
    ]);
    expect(await refusal('a\n"b\nc"\nd,"e\nf\n')).to.deep.equal([
      'MALFORMED_CSV',
      'line 4: a quote is never closed.',
      4,
    ]);
    expect(await refusal('a\nb"c\n', { firstLine: 11 })).to.deep.equal([
      'MALFORMED_CSV',
      'line 12: there is a quote within a field that does not begin with one.',
      12,
    ]);
  });

  it('reads up to each limit, and not beyond', async () => {
    expect(await read('a,b,c,d')).to.have.length(1);
    expect(await refusal('a\na,b,c,d,e')).to.deep.equal(['CSV_TOO_LARGE', 'line 2: it has more than 4 fields.', 2]);
    expect(await read('x'.repeat(20))).to.have.length(1);
    expect(await refusal(`a\n${'x'.repeat(21)}`)).to.deep.equal([
      'CSV_TOO_LARGE',
      'line 2: a field has more than 20 characters.',
      2,
    ]);
    expect(await read('a\n'.repeat(10))).to.have.length(10);
    expect((await refusal('a\n'.repeat(11)))[1]).to.equal('line 11: with it there are more than 10 lines.');
    expect((await refusal(`"${'\r\n'.repeat(11)}"`))[1]).to.equal('line 11: with it there are more than 10 lines.');
    expect(await read('a'.repeat(20), { maxBytes: 20 })).to.have.length(1);
    expect((await refusal(`${'é'.repeat(10)}a`, { maxBytes: 20 }))[0]).to.equal('CSV_TOO_LARGE');
  });

  it('stops in a record that never ends, whatever it is made of', async () => {
    let taken = 0;
    async function* endless(text: string) {
      for (;;) {
        taken += 1;
        yield Buffer.from(text.repeat(64 * 1024));
      }
    }
    for (const text of ['x', ',', '"",', '\n']) {
      taken = 0;
      const [code] = await refusal(endless(text), { maxBytes: Number.POSITIVE_INFINITY });
      expect(code, JSON.stringify(text)).to.equal('CSV_TOO_LARGE');
      expect(taken, JSON.stringify(text)).to.be.below(20);
    }
  });

  it('refuses lines beyond the limit before it makes records of those of their part, and reads no further', async () => {
    const [atMost, part] = [200_000, Buffer.alloc(64 * 1024, '\n')];
    let [parts, records] = [0, 0];
    const refusedAfter = async (source: Parameters<typeof readCsv>[0]) => {
      [parts, records] = [0, 0];
      try {
        const all = { ...limits, maxBytes: 10_000_000, maxLines: atMost };
        for await (const record of readCsv(source, all)) records = record.line;
        expect.fail('it was read');
      } catch (error) {
        return (error as PipelineError).message;
      }
    };
    async function* emptyLines() {
      yield Buffer.from('ticker,date,close\n');
      for (; parts < 122; parts += 1) yield part;
    }
    const message = 'line 200001: with it there are more than 200000 lines.';
    expect(await refusedAfter(emptyLines())).to.equal(message);
    expect(parts).to.equal(3);
    expect(records).to.be.at.most(1 + 3 * part.length);
    expect(await refusedAfter(`ticker,date,close\r\n${'\r\n'.repeat(4_000_000)}`)).to.equal(message);
    expect(records).to.equal(0);
  });

  it('makes no error, with its stack, of a record shorter or longer than the first', async () => {
    const { captureStackTrace } = Error;
    let made = 0;
    Error.captureStackTrace = (...args) => {
      made += 1;
      captureStackTrace(...args);
    };
    try {
      expect(await read('a,b\n\nc\nd,e,f\n')).to.have.length(4);
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    expect(made).to.equal(0);
  });

  it('reads what arrives in parts that end anywhere, and characters of any width', async () => {
    const bytes = Buffer.from('삼성,"a\r\nb"\r\n😀,c\r\n');
    async function* byteByByte() {
      for (const byte of bytes) yield Buffer.of(byte);
    }
    const records = [
      [1, '삼성', 'a\r\nb'],
      [3, '😀', 'c'],
    ];
    expect(await read(byteByByte())).to.deep.equal(records);
    const long = `${'😀'.repeat(9)}\n`;
    const all = { maxBytes: 10_000_000, maxLines: 1_000_000 };
    const found = await read(`x\n${long.repeat(8_000)}`, all);
    expect(new Set(found.map(([, field]) => field))).to.deep.equal(new Set(['x', '😀'.repeat(9)]));
    expect(found).to.have.length(8_001);
  });

  it('reads any table as it was written, however it is quoted and wherever its parts end', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r\n', '가', '😀'), maxLength: 8 });
    const cells = fc.tuple(cell, fc.boolean());
    const table = fc.array(fc.array(cells, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    const quoted = ([text, always]: [string, boolean]) =>
      always || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const parts = (bytes: Buffer, size: number) =>
      (async function* () {
        for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
      })();
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, size) => {
          const text = rows.map((row) => row.map(quoted).join(',') + end).join('');
          const lineOf = (nth: number) =>
            1 +
            (rows
              .slice(0, nth)
              .map((row) => row.map(quoted).join(',') + end)
              .join('')
              .match(/\n/g)?.length ?? 0);
          expect(await read(parts(Buffer.from(text), size), { maxLines: 1_000, maxBytes: 10_000 })).to.deep.equal(
            rows.map((row, nth) => [lineOf(nth), ...row.map(([field]) => field)]),
          );
        },
      ),
      { seed: 20_261_130, numRuns: 200 },
    );
  });

  it('lets others have their turn while it reads', async () => {
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 1);
    await read('a,b,c\n'.repeat(60_000), { maxBytes: 10_000_000, maxLines: 1_000_000 });
    clearInterval(turn);
    expect(turns).to.be.above(5);
  });
});
