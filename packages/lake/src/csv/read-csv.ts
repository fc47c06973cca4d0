import { pipeline, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PipelineError } from '@tickermill/core';
import { CsvError, parse } from 'csv-parse';

/** The limits of a CSV: its sender must not decide how long reading takes and how much memory it needs. */
export interface CsvLimits {
  readonly maxBytes: number;
  /** Lines of text, empty ones too: a record whose fields hold line breaks has several. */
  readonly maxLines: number;
  readonly maxColumns: number;
  readonly maxCellChars: number;
}

/** A record of a CSV: its fields, and the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** So many characters of a text, or bytes, are read between two turns that others get. */
const chunkSize = 64 * 1024;

/**
 * Reads a CSV as RFC 4180 writes it, record by record, as it arrives: lines of any end, fields of any number, blanks around
 * fields left out. An empty line is a record with one empty field. `firstLine` is the number of the first one.
 * Too many lines are refused before any record of the part that has them, of a text before any at all.
 * @throws {PipelineError} `MALFORMED_CSV`, `CSV_TOO_LARGE`, both naming the line on which the record begins
 */
export async function* readCsv(
  source: string | AsyncIterable<Uint8Array>,
  { firstLine = 1, ...limits }: CsvLimits & { readonly firstLine?: number },
): AsyncGenerator<CsvRecord> {
  /** How many lines the records have that have ended. */
  let lines = 0;
  const failure = (code: 'MALFORMED_CSV' | 'CSV_TOO_LARGE', what: string, line = firstLine + lines) => {
    return new PipelineError(code, `line ${line}: ${what}.`, { detail: { line } });
  };
  const tooLarge = (what: string) => failure('CSV_TOO_LARGE', what);
  const maxRecordChars = limits.maxColumns * limits.maxCellChars;
  const parser = parse({
    bom: true,
    trim: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: maxRecordChars,
    // Declared for the fields alone; what it returns is what is read.
    on_record: (fields) => toRecord(fields) as unknown as string[],
  });
  function toRecord(fields: readonly string[]): CsvRecord {
    // The parser makes an error, with its stack, of every record that is shorter or longer than the first, also where it is
    // told to let that be: of 200,000 empty lines, half a minute. A first record has none to be held against.
    (parser.info as { records: number }).records = 0;
    if (fields.length > limits.maxColumns) throw tooLarge(`it has more than ${limits.maxColumns} fields`);
    if (fields.some((field) => field.length > limits.maxCellChars))
      throw tooLarge(`a field has more than ${limits.maxCellChars} characters`);
    // The parser counts a line end of two characters within quotes as two.
    const breaks = fields.flatMap((field) => (/[\r\n]/.test(field) ? (field.match(/\r\n|[\r\n]/g) ?? []) : [])).length;
    const line = firstLine + lines;
    lines += breaks + 1;
    return { line, fields };
  }
  function lineGuard(): (chunk: Uint8Array) => void {
    const beginLine = lineCounter();
    return (chunk) => {
      if (beginLine(chunk) <= limits.maxLines) return;
      const line = firstLine + limits.maxLines;
      throw failure('CSV_TOO_LARGE', `with it there are more than ${limits.maxLines} lines`, line);
    };
  }
  async function* within(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    const guard = lineGuard();
    for await (const chunk of typeof source === 'string' ? chunksOf(source) : source) {
      bytes += chunk.byteLength;
      if (bytes > limits.maxBytes) throw tooLarge(`the CSV has more than the ${limits.maxBytes} bytes that are read`);
      guard(chunk);
      // The parser counts what is in the fields of a record, not how many there are.
      const { bytes: read, bytes_records: ended } = parser.info;
      if (read - ended > maxRecordChars + chunkSize) throw tooLarge(`it has more than ${limits.maxColumns} fields`);
      yield chunk;
      await nextTurn();
    }
  }
  if (typeof source === 'string') {
    const guard = lineGuard();
    for (const chunk of chunksOf(source)) {
      guard(chunk);
      await nextTurn();
    }
  }
  try {
    // The parser is read to its end or its error right here; the callback only keeps the error from being unhandled.
    yield* pipeline(Readable.from(within()), parser, () => {}) as AsyncIterable<CsvRecord>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw tooLarge(`it has more than ${maxRecordChars} characters`);
    throw failure('MALFORMED_CSV', slipOf(error));
  }
}

function slipOf({ code }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is never closed';
  if (code === 'INVALID_OPENING_QUOTE') return 'there is a quote within a field that does not begin with one';
  return 'there is text behind a closing quote';
}

/** Counts the lines that begin with or before the end of each part; CR LF ends one line, also where a part ends within. */
function lineCounter(): (chunk: Uint8Array) => number {
  let begun = 0;
  let last = 10;
  return (chunk) => {
    for (const byte of chunk) {
      // A line begins with the byte behind a line end; the LF of a CR LF is none.
      if (last === 10 || (last === 13 && byte !== 10)) begun += 1;
      last = byte;
    }
    return begun;
  };
}

function* chunksOf(text: string): Generator<Uint8Array> {
  for (let from = 0; from < text.length; ) {
    const end = from + chunkSize;
    // Not between the halves of a character.
    const to = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') ? end + 1 : end;
    yield Buffer.from(text.slice(from, to), 'utf8');
    from = to;
  }
}
