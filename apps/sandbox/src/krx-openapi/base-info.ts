import type { ListedMarket } from '../market/listed/listed-market.ts';

/** The services of the stock master, and the markets that they are of. */
export const masterServices = {
  stk_isu_base_info: 'kospi',
  ksq_isu_base_info: 'kosdaq',
  knx_isu_base_info: 'konex',
} as const;
export type MasterService = keyof typeof masterServices;

const marketNames = { kospi: 'KOSPI', kosdaq: 'KOSDAQ', konex: 'KONEX' } as const;
const sections = ['우량기업부', '벤처기업부', '중견기업부', '관리종목(소속부없음)', 'SPAC(소속부없음)'];

/** Every share of a market, as its service writes them; of a broken list the short code is called otherwise. */
export function baseInfo(listed: ListedMarket, service: MasterService): Record<string, string>[] {
  const listing = masterServices[service];
  const { instruments, shape } = listed.served(listing);
  return instruments.map(({ exchangeSymbol, isin, name, kind }, nth) => ({
    ISU_CD: isin ?? '',
    [shape === 'broken' ? 'ISU_CODE' : 'ISU_SRT_CD']: exchangeSymbol,
    ISU_NM: `${name}${kind === 'preferred' ? '1우선주' : '보통주'}`,
    ISU_ABBRV: name,
    ISU_ENG_NM: `Company ${exchangeSymbol} Co., Ltd.`,
    LIST_DD: '20150821',
    MKT_TP_NM: listing === 'kosdaq' && nth % 30 === 3 ? 'KOSDAQ GLOBAL' : marketNames[listing],
    SECUGRP_NM: '주권',
    SECT_TP_NM: listing === 'kosdaq' ? (sections[nth % sections.length] ?? '') : '',
    KIND_STKCERT_TP_NM: kind === 'preferred' ? '구형우선주' : '보통주',
    PARVAL: nth % 40 === 9 ? '무액면' : '500',
    LIST_SHRS: String(1_000_000 + nth * 7_919),
  }));
}
