import type { RouteContract } from '@tickermill/core/contracts';
import { readCsv } from '@tickermill/lake/csv';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { csvLimits } from './csv.ts';

/** Reads the body of a request whose caller may send one. */
export type BodyReader = (request: Request, response: Response) => Promise<unknown>;

const csv = 'text/csv';
const json = express.json({ limit: '1mb' });
const smallCsv = express.text({ type: csv, limit: '1mb' });
const largeCsv = express.text({ type: csv, limit: csvLimits.maxBytes });

/**
 * What reads the body that a contract takes, within bounds that hold for it inflated. It is asked only once the caller is
 * known to have the role: nobody makes the API read, inflate or parse what they may not send.
 */
export function bodyReader({ body, bodyType, csvField }: RouteContract): BodyReader {
  if (!body) return async () => undefined;
  if (bodyType === csv) return (request, response) => parsed(largeCsv, request, response);
  if (csvField === undefined) return (request, response) => parsed(json, request, response);
  return async (request, response) => {
    if (!request.is(csv)) return parsed(json, request, response);
    const text = await parsed(smallCsv, request, response);
    return { [csvField]: await tickersOfCsv(String(text ?? '')) };
  };
}

/** The body as a parser of Express leaves it; undefined for one of a type that is not taken. */
function parsed(parser: RequestHandler, request: Request, response: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error === undefined ? resolve(request.body) : reject(error)));
  });
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
