import type { Answer } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { drawsFor } from '../random.ts';
import { yahooError, yahooJson } from './error-bodies.ts';

const sectors = [
  ['Technology', 'Semiconductors'],
  ['Healthcare', 'Biotechnology'],
  ['Financial Services', 'Banks - Regional'],
  ['Energy', 'Oil & Gas E&P'],
  ['Consumer Defensive', 'Beverages - Non-Alcoholic'],
] as const;

/** What is invented of the company behind a symbol: a pure function of seed and symbol. */
export function profileOf(seed: number, symbol: string) {
  const draws = drawsFor(seed, 'profile', symbol);
  const [sector, industry] = draws.pick(sectors);
  const shares = draws.int(20_000, 900_000) * 1_000;
  // One in six has no holders, and of a few more is held than there is.
  const hasHolders = !draws.chance(0.16);
  const held = draws.int(2_000, 9_800) / 10_000 + (draws.chance(0.05) ? 0.4 : 0);
  return {
    sector,
    industry,
    sharesOutstanding: shares,
    impliedShares: draws.chance(0.1) ? shares * 2 : shares,
    institutionsPercentHeld: hasHolders ? held : null,
    insidersPercentHeld: hasHolders ? draws.int(1, 2_000) / 10_000 : null,
    employees: draws.int(50, 90_000),
  };
}

/** `/v10/finance/quoteSummary/SYMBOL`: the modules that are asked for and that the symbol has. */
export function summaryOf(
  { market, seed }: { market: PriceMarket; seed: number },
  symbol: string,
  query: URLSearchParams,
  at: number,
): Answer {
  const found = market.find(symbol, at);
  if (found.kind !== 'listed')
    return yahooError(404, 'quoteSummary', 'Not Found', `Quote not found for symbol: ${symbol}`);
  const { currency } = found.listed.instrument.exchange;
  const profile = profileOf(seed, symbol);
  const { institutionsPercentHeld, insidersPercentHeld } = profile;
  const modules: Record<string, object | null> = {
    price: { symbol, currency, quoteType: 'EQUITY', longName: found.listed.instrument.name },
    summaryDetail: { currency, trailingPE: {} },
    defaultKeyStatistics: {
      sharesOutstanding: profile.sharesOutstanding,
      impliedSharesOutstanding: profile.impliedShares,
      floatShares: 'nan',
    },
    majorHoldersBreakdown:
      institutionsPercentHeld === null
        ? null
        : { institutionsPercentHeld, insidersPercentHeld, institutionsCount: 100 },
    assetProfile: {
      sector: profile.sector,
      industry: profile.industry,
      country: 'United States',
      fullTimeEmployees: profile.employees,
    },
    financialData: { financialCurrency: currency === 'GBp' ? 'GBP' : currency },
  };
  const asked = (query.get('modules') ?? '').split(',');
  const given = Object.entries(modules).filter(([name, module]) => asked.includes(name) && module !== null);
  if (given.length === 0) {
    const why = `No fundamentals data found for any of the summaryTypes=${asked.join(',')}`;
    return yahooError(404, 'quoteSummary', 'Not Found', why);
  }
  return yahooJson(200, { quoteSummary: { result: [Object.fromEntries(given)], error: null } });
}
