import type { Cik } from '@tickermill/core';
import type { Listing } from '../../market/company.ts';
import type { Register } from '../../market/register.ts';
import { watchlistListings } from '../../market/watchlist.ts';
import { drawsFor } from '../../random.ts';
import { fundGroupCount } from './fund-groups.ts';

/** Who owns shares of a company without belonging to it. */
export interface Stakes {
  /** A listed company, always one of the default watchlist: its feed names filings of another issuer. */
  readonly listedOwner: Listing | null;
  /** A fund group, by number. */
  readonly fund: number | null;
}

/**
 * The stakes in a company. With about thirteen owners to a company, a listed one at every eighth company
 * makes one owner in a hundred.
 */
export function stakesIn(seed: number, issuer: Pick<Listing, 'cik'>): Stakes {
  const draws = drawsFor(seed, 'stakes', issuer.cik);
  const listed = draws.chance(0.13) ? draws.pick(watchlistListings) : null;
  return {
    listedOwner: listed?.cik === issuer.cik ? null : listed,
    fund: draws.chance(0.3) ? draws.int(0, fundGroupCount - 1) : null,
  };
}

/** Which companies have an owner among themselves or among the funds: the inverse of `stakesIn`. */
export interface StakeIndex {
  /** Issuers of which a listed company reports shares. */
  issuersOwnedBy(cik: Cik): readonly Cik[];
  /** Issuers of which a fund group reports shares. */
  issuersOwnedByFund(fund: number): readonly Cik[];
}

/** Draws the stakes in all companies once and inverts them: by owner. */
export function indexStakes(seed: number, { companies }: Register): StakeIndex {
  const byOwner = new Map<string, Cik[]>();
  const add = (owner: string, issuer: Cik) => byOwner.set(owner, [...(byOwner.get(owner) ?? []), issuer]);
  for (const company of companies) {
    const { listedOwner, fund } = stakesIn(seed, company);
    if (listedOwner) add(listedOwner.cik, company.cik);
    if (fund !== null) add(`fund ${fund}`, company.cik);
  }
  return {
    issuersOwnedBy: (cik) => byOwner.get(cik) ?? [],
    issuersOwnedByFund: (fund) => byOwner.get(`fund ${fund}`) ?? [],
  };
}
