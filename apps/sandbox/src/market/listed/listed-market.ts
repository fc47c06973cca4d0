import type { Day, ListingId } from '@tickermill/core';
import type { SandboxSettings } from '../../settings.ts';
import type { CompanyChange } from '../company-changes.ts';
import { instrumentsAbroad } from './abroad.ts';
import { americanInstruments } from './american.ts';
import { koreanInstruments } from './korean.ts';
import type { Instrument } from './listed-instrument.ts';
import { asOfMonth, firstMonth, lastMonth, missingEvery, type Shape, shapeOf, turnsOf } from './script.ts';

/** A list as it is served: its day, what it holds, and in which shape. */
export interface ServedList {
  /** The month by its number in the scripted year. */
  readonly month: number;
  readonly day: Day;
  readonly shape: Shape;
  readonly instruments: readonly Instrument[];
}

/** Everything that is listed, in the month that the settings or the control route say. */
export interface ListedMarket {
  /** The month, `2026-05`; null: no month was named, and nothing of the script has happened. */
  month(): string | null;
  /** Goes to a month; null: to that of the settings. */
  goTo(month: string | null): void;
  /** What the list holds that is served now. */
  served(listing: ListingId): ServedList;
  /** All instruments at the beginning of the script. */
  readonly all: readonly Instrument[];
  /** What the list of the SEC says otherwise in this month than the seed does. */
  companyChanges(): readonly CompanyChange[];
}

/** The number of a month in the scripted year. */
export function monthNumber(month: string | null): number {
  if (month === null) return 0;
  const at = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  return Math.min(Math.max(at(month) - at(firstMonth), 0), lastMonth);
}

/** Opens the lists of all exchanges. They are invented when they are first looked at. */
export function openListedMarket({ seed, listed, tickers, listingMonth, today }: SandboxSettings): ListedMarket {
  let invented: readonly Instrument[] | undefined;
  let month = listingMonth;
  const everything = () => {
    invented ??= [
      ...americanInstruments(seed, Math.max(listed, tickers), tickers),
      ...instrumentsAbroad(seed),
      ...koreanInstruments(seed),
    ];
    return invented;
  };
  return {
    month: () => month,
    goTo(to) {
      month = to ?? listingMonth;
    },
    get all() {
      return everything();
    },
    served(listing) {
      const number = monthNumber(month);
      const shape = shapeOf(listing, number);
      const instruments = everything()
        .flatMap((each) => asOfMonth(each, number) ?? [])
        .filter((each) => each.listing === listing)
        .filter((_, nth) => shape !== 'shrunken' || nth % missingEvery !== 0);
      return { month: number, day: month === null ? today : `${month}-01`, shape, instruments };
    },
    companyChanges: () =>
      month === null
        ? []
        : everything()
            .slice(0, tickers)
            .flatMap((each) => changesOf(each, monthNumber(month))),
  };
}

/** How the list of the SEC names a company whose share has turned: it follows the exchanges in everything but moves. */
function changesOf(base: Instrument, month: number): CompanyChange[] {
  if (turnsOf(base.id).length === 0 || base.cik === null) return [];
  const ticker = base.symbol;
  const now = asOfMonth(base, month);
  if (now === null) return [{ kind: 'unlist', ticker }];
  const name = now.name.replace(/(?: -)? (?:Class A )?Common Stock$/, '');
  return [
    ...(now.cik !== null && now.cik !== base.cik ? [{ kind: 'new-cik' as const, ticker, cik: now.cik, name }] : []),
    ...(now.symbol === ticker ? [] : [{ kind: 'rename' as const, ticker, to: now.symbol }]),
  ];
}
