// Finds the instruments that a typed ticker may mean.

import { type AskedTicker, type Cik, PipelineError, spellingsOf, type Ticker } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** An instrument under its current symbol. */
export interface ListedInstrument {
  readonly instrumentId: bigint;
  readonly symbol: Ticker;
  /** The exchange of the symbol. */
  readonly mic: string;
  /** What names it and nothing else: its symbol, or `XLON:VOD` where several exchanges list that symbol. */
  readonly ticker: string;
  readonly name: string;
  readonly cik: Cik | null;
}

/** An instrument that was found under a ticker. */
export interface FoundInstrument extends ListedInstrument {
  readonly asked: AskedTicker;
}

/** The ticker that names the instrument of a current symbol `s` and nothing else. */
export const tickerOf = (s: Prisma.Sql): Prisma.Sql => Prisma.sql`CASE WHEN EXISTS (
  SELECT FROM symbols o WHERE o.symbol = ${s}.symbol AND o.valid_to IS NULL AND o.mic <> ${s}.mic)
  THEN ${s}.mic || ':' || ${s}.symbol ELSE ${s}.symbol END`;

/** The current symbol of an instrument, or its last one: a row of `symbol`, `mic` and `valid_to`, or none. */
export const lastSymbolOf = (id: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT s.symbol, s.mic, s.valid_to FROM symbols s WHERE s.instrument_id = ${id}
  ORDER BY s.valid_to DESC NULLS FIRST, s.symbol LIMIT 1)`;

const columns = Prisma.sql`i.id AS "instrumentId", s.symbol, s.mic, ${tickerOf(Prisma.sql`s`)} AS ticker, i.name, i.cik`;

/** The instruments that answer to each ticker: none, one, or several of different exchanges. */
async function choicesOf(
  db: Database,
  tickers: readonly AskedTicker[],
): Promise<Map<AskedTicker, readonly ListedInstrument[]>> {
  const asked = [...new Set(tickers)];
  const exact = await db.$queryRaw<ListedInstrument[]>`
    SELECT ${columns} FROM symbols s JOIN instruments i ON i.id = s.instrument_id
    WHERE s.symbol = ANY(${asked}::text[]) AND s.valid_to IS NULL ORDER BY s.symbol, s.mic`;
  const choices = new Map<AskedTicker, ListedInstrument[]>();
  for (const each of exact) choices.set(each.symbol, [...(choices.get(each.symbol) ?? []), each]);
  const others = asked.filter((ticker) => !choices.has(ticker));
  if (others.length === 0) return choices;
  const spellings = others.flatMap((ticker) =>
    spellingsOf(ticker).flatMap(({ symbols, mics }, nth) =>
      symbols.map((symbol) => ({ asked: ticker, nth, symbol, mics })),
    ),
  );
  const spelled = await db.$queryRaw<FoundInstrument[]>`
    SELECT asked, ${columns} FROM (
      SELECT w.asked, w.nth, s.*, min(w.nth) OVER (PARTITION BY w.asked) AS first
      FROM jsonb_to_recordset(${JSON.stringify(spellings)}::jsonb) AS w(asked text, nth int, symbol text, mics text[])
      JOIN symbols s ON s.symbol = w.symbol AND s.valid_to IS NULL AND (w.mics IS NULL OR s.mic = ANY(w.mics))) s
    JOIN instruments i ON i.id = s.instrument_id WHERE s.nth = s.first ORDER BY asked, s.symbol, s.mic`;
  for (const { asked: ticker, ...each } of spelled) choices.set(ticker, [...(choices.get(ticker) ?? []), each]);
  return choices;
}

/** The instruments of these tickers, by symbol. What none answers to is missing, and so is what several answer to. */
export async function findInstruments(db: Database, tickers: readonly AskedTicker[]): Promise<FoundInstrument[]> {
  return [...(await choicesOf(db, tickers))]
    .flatMap(([asked, [only, ...others]]) => (only && others.length === 0 ? [{ ...only, asked }] : []))
    .sort((one, other) => (one.symbol < other.symbol ? -1 : 1));
}

/**
 * The same, for a person who must choose if several exchanges match; also returns tickers without a match.
 * @throws {PipelineError} `AMBIGUOUS_TICKER` with the choices
 */
export async function resolveInstruments(
  db: Database,
  tickers: readonly AskedTicker[],
): Promise<{ found: FoundInstrument[]; unknown: AskedTicker[] }> {
  const choices = await choicesOf(db, tickers);
  const found: FoundInstrument[] = [];
  for (const [asked, [first, ...others]] of choices) {
    if (first && others.length > 0) throw ambiguousTicker(asked, [first, ...others]);
    if (first) found.push({ ...first, asked });
  }
  return { found, unknown: [...new Set(tickers)].filter((ticker) => !choices.has(ticker)) };
}

/**
 * The instrument of a ticker; a delisted one by the last symbol that it had, if nothing is listed under it now. Null if there
 * is none.
 * @throws {PipelineError} `AMBIGUOUS_TICKER` with the choices
 */
export async function instrumentNamed(db: Database, ticker: AskedTicker): Promise<ListedInstrument | null> {
  const { found } = await resolveInstruments(db, [ticker]);
  if (found[0]) return found[0];
  const spellings = spellingsOf(ticker).flatMap(({ symbols, mics }) => symbols.map((symbol) => ({ symbol, mics })));
  const [former] = await db.$queryRaw<ListedInstrument[]>`
    SELECT i.id AS "instrumentId", s.symbol, s.mic, s.mic || ':' || s.symbol AS ticker, i.name, i.cik
    FROM jsonb_to_recordset(${JSON.stringify(spellings)}::jsonb) AS w(symbol text, mics text[])
      JOIN symbols s ON s.symbol = w.symbol AND (w.mics IS NULL OR s.mic = ANY(w.mics))
      JOIN instruments i ON i.id = s.instrument_id
    WHERE NOT EXISTS (SELECT FROM symbols c WHERE c.instrument_id = i.id AND c.valid_to IS NULL)
    ORDER BY s.valid_to DESC, i.id DESC LIMIT 1`;
  return former ?? null;
}

/** Why a line of a file names no instrument. */
export async function refusedTickers(db: Database, tickers: readonly AskedTicker[]): Promise<Map<AskedTicker, string>> {
  const choices = await choicesOf(db, tickers);
  return new Map(
    [...new Set(tickers)].flatMap((asked) => {
      const answering = choices.get(asked) ?? [];
      if (answering.length === 1) return [];
      return [[asked, answering.length === 0 ? unlisted(asked) : ambiguous(asked, answering)] as const];
    }),
  );
}

const named = (choices: readonly ListedInstrument[]) => choices.map(({ mic, symbol }) => `${mic}:${symbol}`);
const unlisted = (asked: AskedTicker) => `no listed company has ${asked}`;
const ambiguous = (asked: AskedTicker, choices: readonly ListedInstrument[]) =>
  `${asked} is listed by several exchanges: name one of ${named(choices).join(', ')}`;

const ambiguousTicker = (asked: AskedTicker, choices: readonly ListedInstrument[]) =>
  new PipelineError('AMBIGUOUS_TICKER', `${ambiguous(asked, choices)}.`, {
    detail: { ticker: asked, choices: named(choices) },
  });
