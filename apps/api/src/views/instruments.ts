import type { InstrumentView, ListingFinding } from '@tickermill/core/contracts';
import type { InstrumentIdentity, KeptListingFinding } from '@tickermill/store/universe';

/** What a list of companies said, as the API shows it. */
export const viewListingFinding = ({ firstSeen, lastSeen, ...finding }: KeptListingFinding): ListingFinding => ({
  ...finding,
  first_seen: firstSeen.toISOString(),
  last_seen: lastSeen.toISOString(),
});

/** An instrument, as the API shows it. */
export const viewInstrument = (identity: InstrumentIdentity): InstrumentView => {
  const { instrumentId, ticker, name, mic, symbols, ciks, findings } = identity;
  return { id: String(instrumentId), ticker, name, mic, symbols, ciks, findings: findings.map(viewListingFinding) };
};
