import { micOf, type PriceImportView } from '@tickermill/core';
import { findInstruments, type ImportedSeries, importPrices, priceFacts } from '@tickermill/store';
import type { ApiContext } from '../context.ts';
import { byTicker, type Refusal } from './csv-lines.ts';
import { type PriceLine, readPrices, toSeries } from './read-prices.ts';

/** So many refused lines are told. */
const mostTold = 100;

/** Brings in the prices of a CSV: what can be taken is stored in one transaction, what cannot is told by its line. */
export async function importPriceCsv(
  { store, now }: ApiContext,
  csv: string,
  { provider, isDryRun, firstLine }: { provider: string; isDryRun: boolean; firstLine: number },
): Promise<PriceImportView> {
  const { lines, refused, rows } = readPrices(csv, firstLine);
  const groups = byTicker(lines);
  const listed = await findInstruments(store.db, [...groups.keys()]);
  const facts = await priceFacts(
    store.reads,
    listed.map(({ instrumentId }) => instrumentId),
  );
  const known = new Map(facts.map((fact) => [fact.symbol, fact]));
  const series: ImportedSeries[] = [];
  for (const [ticker, ofTicker] of groups) {
    const fact = known.get(ticker);
    if (!fact) {
      refused.push(...ofTicker.map(({ line }) => ({ line, reason: `ticker: no listed company has ${ticker}` })));
      continue;
    }
    const currency = oneCurrency(ofTicker, refused);
    const mic = micOf(ticker, fact.mic);
    const made = toSeries(currency.lines, { mic, now: now() });
    refused.push(...made.refused);
    if (made.bars.length > 0)
      series.push({ instrumentId: fact.instrumentId, mic, currency: currency.code, bars: made.bars });
  }
  const counts = await importPrices(store, series, { provider, isDryRun });
  const told = refused.sort((a, b) => a.line - b.line);
  return {
    ...{ dry_run: isDryRun, rows, new: counts.created, changed: counts.updated, unchanged: counts.unchanged },
    ...{ kept: counts.kept, refused: told.slice(0, mostTold), refused_count: told.length },
  };
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
