import { setImmediate as nextTurn } from 'node:timers/promises';
import { addDays, type Day, type Mic, micOf, tradingCalendar } from '@tickermill/core';
import type { PriceImportView } from '@tickermill/core/contracts';
import {
  type ImportCount,
  type ImportedSeries,
  importPrices,
  type PriceFacts,
  priceFacts,
} from '@tickermill/store/prices';
import type { ApiContext } from '../context.ts';
import type { CsvBody } from '../read-body.ts';
import type { Refusal } from './csv-lines.ts';
import { nameLines } from './name-lines.ts';
import { type PriceLine, readPrices, toSeries } from './read-prices.ts';

/** How many refused lines are reported. */
const maxReported = 100;

/** Brings in the prices of a CSV: what can be taken is stored in one transaction, what cannot is reported by its line. */
export async function importPriceCsv(
  { store, now }: ApiContext,
  csv: CsvBody,
  { provider, isDryRun, firstLine }: { provider: string; isDryRun: boolean; firstLine: number },
): Promise<PriceImportView> {
  const { lines, refused, rows } = await readPrices(csv, firstLine);
  const { named, refused: ofNoInstrument } = await nameLines(store.db, lines);
  refused.push(...ofNoInstrument);
  const groups = new Map<bigint, PriceLine[]>();
  for (const line of named) {
    const { instrumentId } = line.instrument;
    groups
      .set(instrumentId, groups.get(instrumentId) ?? [])
      .get(instrumentId)
      ?.push(line);
  }
  const facts = await priceFacts(store.reads, [...groups.keys()]);
  // The series are made while they are stored: all of them at once would need several times the memory of their lines.
  const { counts, refused: ofSeries } = await store.sqlTransaction(async (tx) => {
    const refused: Refusal[] = [];
    const series = importedSeries(facts, { groups, refused, provider, now: now() });
    return { counts: await importPrices(tx, series, { dryRun: isDryRun }), refused };
  });
  const sum = (of: (count: ImportCount) => number) => counts.reduce((total, count) => total + of(count), 0);
  const sorted = [...refused, ...ofSeries].sort((a, b) => a.line - b.line);
  return {
    dry_run: isDryRun,
    rows,
    new: sum(({ created }) => created),
    changed: sum(({ changed }) => changed),
    unchanged: sum(({ unchanged }) => unchanged),
    kept: sum(({ kept }) => kept),
    in_other_currency: sum(({ inOtherCurrency }) => inOtherCurrency),
    refused: sorted.slice(0, maxReported),
    refused_count: sorted.length,
  };
}

/** The lines as a series for each instrument, one after the other; what no series takes is refused. */
async function* importedSeries(
  facts: readonly PriceFacts[],
  about: {
    readonly groups: ReadonlyMap<bigint, readonly PriceLine[]>;
    readonly refused: Refusal[];
    readonly provider: string;
    readonly now: Date;
  },
): AsyncGenerator<ImportedSeries> {
  const { groups, refused, provider, now } = about;
  for (const { instrumentId, symbol, mic: ofInstrument } of facts) {
    await nextTurn(); // others have theirs between two series
    const currency = oneCurrency(groups.get(instrumentId) ?? [], refused);
    const mic = micOf(symbol, ofInstrument);
    const made = toSeries(currency.lines, { mic, now });
    refused.push(...made.refused);
    yield {
      instrumentId,
      provider,
      currency: currency.code,
      bars: made.bars,
      priceHint: 6,
      isClosedBetween: closedBetween(mic),
    };
  }
}

/** Whether no session lies between two days. Where the calendar is not known, every weekday may be one. */
function closedBetween(mic: Mic | null): (after: Day, before: Day) => boolean {
  const calendar = mic && tradingCalendar(mic);
  const isWeekend = (day: Day) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const nextWeekday = (day: Day): Day => (isWeekend(addDays(day, 1)) ? nextWeekday(addDays(day, 1)) : addDays(day, 1));
  return (after, before) => (calendar ? calendar.nextTradingDay(after) : nextWeekday(after)) >= before;
}

/** A series has one currency: that of its first line. Lines of another are refused. */
function oneCurrency(lines: readonly PriceLine[], refused: Refusal[]) {
  const code = lines[0]?.currency ?? null;
  const fitting = lines.filter(({ line, currency }) => {
    if (currency === code) return true;
    refused.push({ line, reason: `currency: differs from ${code ?? 'none'}, in which the ticker began` });
    return false;
  });
  return { code, lines: fitting };
}
