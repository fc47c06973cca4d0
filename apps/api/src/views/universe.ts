import type {
  ChangeView,
  ListedThenView,
  StatusResponse,
  UniverseInstrumentView,
  UniverseResponse,
} from '@tickermill/core/contracts';
import type {
  InstrumentHistory,
  InstrumentIdentity,
  InstrumentLife,
  LastListingRun,
  ListedThen,
  MonthlyChange,
} from '@tickermill/store/universe';

/** How the listing of an exchange was read last, as the API shows it. */
export const viewListingRun = ({
  mic,
  readAt,
  successOn,
  ...run
}: LastListingRun): UniverseResponse['listings'][number] => ({
  ...run,
  exchange: mic,
  read_at: readAt.toISOString(),
  last_success: successOn,
});

/** The readings that were refused: those of one file, for the same reason, together. */
export function viewRefused(runs: readonly LastListingRun[]): StatusResponse['refused_listings'] {
  const refused = new Map<string, StatusResponse['refused_listings'][number]>();
  for (const { listing, mic, status, readAt, refused: message } of runs) {
    if (message === null) continue;
    const key = `${listing} ${message}`;
    const exchanges = [...(refused.get(key)?.exchanges ?? []), mic];
    refused.set(key, { listing, exchanges, status, read_at: readAt.toISOString(), message });
  }
  return [...refused.values()];
}

/** An instrument that was listed on a day, as the API shows it. */
export const viewListedThen = ({ instrumentId, mic, isAssumed, ...listed }: ListedThen): ListedThenView => ({
  ...listed,
  id: instrumentId,
  exchange: mic,
  assumed: isAssumed,
});

const viewEvent = ({ mic, detail, confirmedBy, at: _at, ...event }: InstrumentHistory) => ({
  ...event,
  exchange: mic,
  evidence: detail,
  confirmed_by: confirmedBy,
});

/** What happened within a month, as the API shows it. */
export const viewChange = ({ instrumentId, name, kind, ...event }: MonthlyChange): ChangeView => ({
  ...viewEvent(event),
  instrument: instrumentId,
  name,
  kind,
});

/** Everything that is known of an instrument, as the API shows it. */
export const viewUniverseInstrument = (identity: InstrumentIdentity, life: InstrumentLife): UniverseInstrumentView => ({
  id: String(identity.instrumentId),
  symbol: identity.symbol,
  exchange: identity.mic,
  name: identity.name,
  kind: life.kind,
  status: life.status,
  isin: life.isin,
  currency: life.currency,
  delisted_on: life.delistedOn,
  symbols: identity.symbols.map(({ mic, ...each }) => ({ ...each, exchange: mic })),
  ciks: identity.ciks,
  listings: life.listings.map(({ mic, exchangeSymbol, statusFlags, firstSeen, lastSeen, missingSince, ...each }) => ({
    ...each,
    exchange: mic,
    exchange_symbol: exchangeSymbol,
    status_flags: statusFlags,
    first_seen: firstSeen,
    last_seen: lastSeen,
    missing_since: missingSince,
  })),
  events: life.events.map((event) => ({ at: event.at.toISOString(), ...viewEvent(event) })),
});
