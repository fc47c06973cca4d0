// What the sandbox says of Korean shares and funds on a day: the same of both sources, and its truth.

import type { Day, ListingId } from '@tickermill/core';
import { drawsFor } from '../../random.ts';
import type { Instrument } from './listed-instrument.ts';
import type { ListedMarket } from './listed-market.ts';

const marketIds: Readonly<Partial<Record<ListingId, string>>> = { kospi: 'STK', kosdaq: 'KSQ', konex: 'KNX' };
const industries = ['전기전자', '화학', '의약품', '건설업', '금융업', '서비스업', '운수장비', '음식료품'];

/** A row as the market-data service writes it: numbers with separators, what is missing a hyphen. */
export type KrxRow = Readonly<Record<string, string>>;

/** With separators, and so many digits after the point. */
function written(units: number, digits = 0): string {
  const [whole = '', fraction] = (units / 10 ** digits).toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The shares of a market that is served now. */
const sharesOf = (listed: ListedMarket, listing: 'kospi' | 'kosdaq' | 'konex'): readonly Instrument[] =>
  listed.served(listing).instruments;

/** What a share of a number of won is over an amount, to two digits. */
const over = (close: number, amount: number) => (amount <= 0 ? '-' : written(Math.round((close * 100) / amount), 2));

/** A close in won, which moves by up to three hundredths a day around a level of its own. */
function closeOf(code: string, day: Day): number {
  const level = drawsFor(7, 'korean-level', code).int(900, 90_000);
  return Math.round((level * (1_000 + drawsFor(7, 'korean-close', code, day).int(-15, 15))) / 1_000);
}

/** Every share of a market as it was traded: one in forty was suspended, and has a close and zeros. */
export function priceRows(listed: ListedMarket, listing: 'kospi' | 'kosdaq' | 'konex', day: Day): KrxRow[] {
  return sharesOf(listed, listing).map(({ exchangeSymbol, isin, name }, nth) => {
    const draws = drawsFor(7, 'korean-bar', exchangeSymbol, day);
    const close = closeOf(exchangeSymbol, day);
    const isSuspended = nth % 40 === 21;
    const open = Math.round((close * (1_000 + draws.int(-10, 10))) / 1_000);
    const price = (amount: number) => (isSuspended ? '0' : written(amount));
    return {
      ISU_SRT_CD: exchangeSymbol,
      ISU_CD: isin ?? '',
      ISU_ABBRV: name,
      MKT_NM: listing.toUpperCase(),
      SECT_TP_NM: '',
      TDD_CLSPRC: written(close),
      FLUC_TP_CD: '1',
      CMPPREVDD_PRC: '10',
      FLUC_RT: '0.01',
      TDD_OPNPRC: price(open),
      TDD_HGPRC: price(Math.max(open, close) + draws.int(0, 50)),
      TDD_LWPRC: price(Math.min(open, close) - draws.int(0, 50)),
      ACC_TRDVOL: isSuspended ? '0' : written(draws.int(1, 3_000_000)),
      MKTCAP: written(close * 1_000_000),
      LIST_SHRS: '1,000,000',
      MKT_ID: marketIds[listing] ?? '',
    };
  });
}

/** Price, earnings and book of every share: a loss has no earnings, and some pay nothing. */
export function valuationRows(listed: ListedMarket, day: Day): KrxRow[] {
  return (['kospi', 'kosdaq', 'konex'] as const).flatMap((listing) =>
    sharesOf(listed, listing).map(({ exchangeSymbol, isin, name }) => {
      const lasting = drawsFor(7, 'korean-share', exchangeSymbol, day.slice(0, 4));
      const [eps, bps, dps] = [lasting.int(-800, 4_000), lasting.int(1_000, 60_000), lasting.int(-200, 900)];
      const close = closeOf(exchangeSymbol, day);
      return {
        ISU_SRT_CD: exchangeSymbol,
        ISU_CD: isin ?? '',
        MKT_ID: marketIds[listing] ?? '',
        ISU_ABBRV: name,
        ISU_ABBRV_STR: `${name} <em class ="up"></em>`,
        TDD_CLSPRC: written(close),
        FLUC_TP_CD: '1',
        CMPPREVDD_PRC: '-155',
        FLUC_RT: '-3.30',
        EPS: eps <= 0 ? '-' : written(eps),
        PER: over(close, eps),
        FWD_EPS: '-',
        FWD_PER: '-',
        BPS: written(bps),
        PBR: over(close, bps),
        DPS: dps <= 0 ? '0' : written(dps),
        DVD_YLD: dps <= 0 ? '0.00' : written(Math.round((dps * 10_000) / close), 2),
      };
    }),
  );
}

/** The industry of every share of a market. */
export function sectorRows(listed: ListedMarket, marketId: string): KrxRow[] {
  const listing = marketId === 'KSQ' ? 'kosdaq' : 'kospi';
  return sharesOf(listed, listing).map(({ exchangeSymbol, name }) => ({
    ISU_SRT_CD: exchangeSymbol,
    ISU_ABBRV: name,
    MKT_TP_NM: listing.toUpperCase(),
    IDX_IND_NM: drawsFor(7, 'korean-sector', exchangeSymbol).pick(industries),
  }));
}

/** Every fund with what it held: one in thirty has no value of its own, and as many no index. */
export function etfRows(listed: ListedMarket, day: Day): KrxRow[] {
  return listed.served('krx-etfs').instruments.map(({ exchangeSymbol, isin, name }, nth) => {
    const draws = drawsFor(7, 'korean-etf', exchangeSymbol, day);
    const [nav, shares, index] = [
      draws.int(500_000, 9_000_000),
      draws.int(100, 90_000) * 1_000,
      draws.int(10_000, 900_000),
    ];
    const close = written(Math.round(nav / 100));
    return {
      ISU_SRT_CD: exchangeSymbol,
      ISU_CD: isin ?? '',
      SECUGRP_ID: 'EF',
      ISU_ABBRV: name,
      TDD_CLSPRC: close,
      TDD_OPNPRC: nth % 30 === 11 ? '0' : close,
      TDD_HGPRC: nth % 30 === 11 ? '0' : close,
      TDD_LWPRC: nth % 30 === 11 ? '0' : close,
      ACC_TRDVOL: nth % 30 === 11 ? '0' : written(draws.int(1, 900_000)),
      NAV: nth % 30 === 17 ? '-' : written(nav, 2),
      INVSTASST_NETASST_TOTAMT: written(Math.round(nav / 100) * shares),
      LIST_SHRS: written(shares),
      IDX_IND_NM: `${name} 지수`,
      OBJ_STKPRC_IDX: nth % 30 === 23 ? '-' : written(index, 2),
    };
  });
}

/** The master of the funds. */
export const etfMasterRows = (listed: ListedMarket): KrxRow[] =>
  listed.served('krx-etfs').instruments.map(({ exchangeSymbol, isin, name }) => ({
    ISU_CD: isin ?? '',
    ISU_SRT_CD: exchangeSymbol,
    ISU_NM: `${name}증권상장지수투자신탁(주식)`,
    ISU_ABBRV: name,
    ISU_ENG_NM: `Fund ${exchangeSymbol}`,
    LIST_DD: '2020/03/02',
    ETF_TOT_FEE: '0.100000',
  }));

/** Rows as a day without a session has them: names, and a hyphen for every value. */
export const withoutPrices = (rows: readonly KrxRow[]): KrxRow[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, text]) => [name, /^(?:ISU|MKT|SECUGRP|LIST_SHRS|IDX)/.test(name) ? text : '-']),
    ),
  );
