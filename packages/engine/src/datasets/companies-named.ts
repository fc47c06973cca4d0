import type { AskedTicker, Cik } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { SkippedTarget } from '@tickermill/store/ledger';
import { findInstruments } from '@tickermill/store/universe';
import type { Params } from './definition.ts';

/** The companies of tickers, each once with all that share it. A ticker without a CIK, or an unknown one, is skipped aloud. */
export async function companiesNamed(
  db: Database,
  named: readonly AskedTicker[],
  params: Params,
): Promise<{ companies: readonly { cik: Cik; symbols: string[] }[]; skipped: SkippedTarget[] }> {
  const tickers = [...new Set(named)].sort();
  const listed = new Map((await findInstruments(db, tickers)).map((instrument) => [instrument.asked, instrument]));
  const byCik = new Map<Cik, string[]>();
  const skipped: SkippedTarget[] = [];
  for (const ticker of tickers) {
    const { cik = null, symbol = ticker } = listed.get(ticker) ?? {};
    if (cik) byCik.set(cik, [...new Set([...(byCik.get(cik) ?? []), symbol])]);
    else {
      const reason = listed.has(ticker) ? 'no-cik' : 'unknown-ticker';
      skipped.push({ target: ticker, tickers: [ticker], params, reason });
    }
  }
  return { companies: [...byCik].map(([cik, symbols]) => ({ cik, symbols })), skipped };
}
