import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { RouteContract } from '@tickermill/core/contracts';
import { readCsv } from '@tickermill/lake/csv';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { csvLimits } from './csv.ts';
import { accept, InvalidInput } from './problem.ts';

/** The bytes of a CSV as they arrive, inflated, in UTF-8. Whoever reads them bounds them. */
export type CsvBody = AsyncIterable<Uint8Array>;

/** Reads the body of a request whose caller may send one, as its contract accepts it; a CSV is handed on unread. */
export type BodyReader = (request: Request, response: Response) => Promise<unknown>;

const csv = 'text/csv';
const json = express.json({ limit: '1mb' });
const smallCsv = express.text({ type: csv, limit: '1mb' });

/**
 * What reads the body that a contract takes, within bounds that hold for it inflated. It is asked only once the caller is
 * known to have the role: nobody makes the API read, inflate or parse what they may not send.
 */
export function bodyReader({ body, bodyType, csvField }: RouteContract): BodyReader {
  if (!body) return async () => undefined;
  if (bodyType === csv) return async (request) => (request.is(csv) ? csvBody(request) : accept(body, undefined));
  return async (request, response) => {
    if (csvField === undefined || !request.is(csv)) return accept(body, (await parsed(json, request, response)) ?? {});
    const text = await parsed(smallCsv, request, response);
    return accept(body, { [csvField]: await tickersOfCsv(String(text ?? '')) });
  };
}

/** The body as a parser of Express leaves it; undefined for one of a type that is not taken. */
function parsed(parser: RequestHandler, request: Request, response: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error === undefined ? resolve(request.body) : reject(error)));
  });
}

const inflaters = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;
const invalid = (message: string) => new InvalidInput([{ field: '', message }]);

/**
 * The body of a request, read as it arrives and no further than it is asked for.
 * @throws {InvalidInput} for an encoding that is not known, here or while it is read
 */
function csvBody(request: Request): CsvBody {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const inflater = Object.entries(inflaters).find(([name]) => name === encoding)?.[1];
  if (!inflater && encoding !== 'identity')
    throw invalid(`content-encoding ${encoding} is none of gzip, deflate and br`);
  const decode = decoderOf(request);
  return (async function* () {
    const inflated = inflater ? request.pipe(inflater()) : request;
    // What ends before it is whole never ends for the inflater.
    const onClose = () => request.complete || inflated.destroy(new Error('the request was aborted'));
    request.once('close', onClose);
    try {
      // The connection is still to be answered over: it outlives whoever stops reading.
      for await (const chunk of inflated.iterator({ destroyOnReturn: false })) {
        const text = decode(chunk);
        if (text.includes(0)) throw invalid('must not contain NUL or half a character');
        yield text;
      }
    } catch (error) {
      if (!request.complete && request.destroyed) throw invalid('was not sent to its end');
      throw (error as { code?: string }).code?.startsWith('Z_') ? invalid(`is not ${encoding}`) : error;
    } finally {
      request.off('close', onClose);
      if (inflated !== request) inflated.destroy();
      request.unpipe();
      request.resume();
    }
  })();
}

/** Makes UTF-8 of text in the charset that a request names. */
function decoderOf(request: Request): (chunk: Uint8Array) => Uint8Array {
  const charset = /;\s*charset="?([\w:.-]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (/^(?:utf-?8|us-ascii)$/i.test(charset)) return (chunk) => chunk;
  try {
    const decoder = new TextDecoder(charset);
    return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
  } catch {
    throw invalid(`charset ${charset} is not known`);
  }
}

/** The tickers of a CSV: those of the column `ticker`, or of the first where no column is named so. */
async function tickersOfCsv(text: string): Promise<string[]> {
  const records: (readonly string[])[] = [];
  for await (const { fields } of readCsv(text, csvLimits)) records.push(fields);
  const [head = [], ...rows] = records;
  const named = head.findIndex((field) => /^(?:ticker|symbol)$/i.test(field));
  const tickers = (named === -1 ? [head, ...rows] : rows).map((row) => row[Math.max(named, 0)] ?? '');
  return tickers.filter((ticker) => ticker.trim() !== '');
}
