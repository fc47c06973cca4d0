// The schemas of what the Korea Exchange says of its shares and funds beside their prices.

import { z } from 'zod';
import { Day } from './day.ts';
import { Decimal } from './decimal.ts';
import { Ticker } from './identifiers.ts';
import { SourceId } from './sources.ts';

const decimal = Decimal.nullable();

/** A market of the exchange, by its MIC: KOSPI, KOSDAQ, KONEX. */
export const KoreanMic = z.enum(['XKRX', 'XKOS', 'XKON']);
export type KoreanMic = z.infer<typeof KoreanMic>;

/** Something that is listed, as a row of the exchange names it. */
const Listed = z.object({ symbol: Ticker, mic: KoreanMic });

const dayOf = <S extends z.ZodObject>(Row: S) =>
  z.object({
    day: Day,
    provider: SourceId,
    parserVersion: z.int().positive(),
    /** No two of the same symbol and MIC. */
    rows: z.array(Row).nonempty(),
  });

/** A record of `korean-valuations`: what every share was worth on a day beside what it earned. Amounts in won a share. */
export const KoreanValuations = dayOf(
  Listed.extend({
    close: decimal,
    /** Of the last annual report; a loss is left out by the exchange, and null. */
    eps: decimal,
    per: decimal,
    bps: decimal,
    pbr: decimal,
    dps: decimal,
    /** In percent, as the exchange writes it. */
    dividendYield: decimal,
  }),
);
export type KoreanValuations = z.infer<typeof KoreanValuations>;

/** A record of `korean-etf-values`: what every fund held on a day. Amounts in won. */
export const KoreanEtfValues = dayOf(
  Listed.extend({
    /** Net asset value of a share. */
    nav: decimal,
    netAssets: decimal,
    shares: decimal,
    indexName: z.string().max(300).nullable(),
    indexValue: decimal,
  }),
);
export type KoreanEtfValues = z.infer<typeof KoreanEtfValues>;

/** A record of `korean-sectors`: the industry of every share of a market on a day. */
export const KoreanSectors = dayOf(Listed.extend({ sector: z.string().min(1).max(200) }));
export type KoreanSectors = z.infer<typeof KoreanSectors>;
