import type { InstrumentView, ListingFinding } from '@tickermill/core/contracts';
import type { InstrumentIdentity, KeptListingFinding } from '@tickermill/store/universe';

/** What a list of companies said, as the API shows it. */
export const viewListingFinding = ({
  id,
  firstSeen,
  lastSeen,
  seenAt,
  seenBy,
  ...finding
}: KeptListingFinding): ListingFinding => ({
  ...finding,
  id: String(id),
  first_seen: firstSeen.toISOString(),
  last_seen: lastSeen.toISOString(),
  seen_at: seenAt?.toISOString() ?? null,
  seen_by: seenBy,
});

/** An instrument, as the API shows it. */
export const viewInstrument = (identity: InstrumentIdentity): InstrumentView => {
  const { instrumentId, ticker, name, mic, symbols, ciks, findings, watchlists } = identity;
  const viewed = findings.map(viewListingFinding);
  return { id: String(instrumentId), ticker, name, mic, symbols, ciks, findings: viewed, watchlists };
};
