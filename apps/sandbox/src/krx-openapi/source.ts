import { type Day, isDay, lastPublishedInKorea, tradingCalendar } from '@tickermill/core';
import { type Answer, json, page } from '../answer.ts';
import { etfRows, priceRows } from '../market/listed/korean-figures.ts';
import type { ListedMarket } from '../market/listed/listed-market.ts';
import { openRateRule } from '../rate-rule.ts';
import type { SandboxSettings } from '../settings.ts';
import type { ImitatedSource } from '../source.ts';
import { baseInfo, type MasterService, masterServices } from './base-info.ts';

const unauthorized = json(401, { respMsg: 'Unauthorized API Call', respCode: '401' });
const nothing = json(200, { OutBlock_1: [] });
/** A key with this ending was approved for the daily services alone. */
const withoutMaster = '-daily';

/** The keyed API of the Korea Exchange: one day a request, nothing of today, an empty list where there is nothing. */
export function openKrxOpenapi(listed: ListedMarket, { banMs }: SandboxSettings): ImitatedSource {
  const rule = openRateRule(0, banMs);
  return {
    id: 'krx-openapi',
    hosts: ['data-dbg.krx.co.kr'],
    unavailable: page(503, '<html><head><title>503 Service Unavailable</title></head></html>\n'),
    admit({ at, earliest }) {
      const { isRefused, standing } = rule.arrive(at, earliest);
      const refusal = isRefused
        ? page(403, '<html><body>비정상적인 대량 조회로 이용이 제한되었습니다.</body></html>\n')
        : null;
      return { standing, refusal, onSent: rule.pageSent };
    },
    answerTo(_host, path, { query, headers, at }): Answer {
      const [, service = ''] = /^\/svc\/apis\/(?:sto|etp)\/(\w+)$/.exec(path) ?? [];
      const key = headers['auth_key'];
      if (typeof key !== 'string' || key === '') return unauthorized;
      const day = dayOf(query);
      if (day === null || day > lastPublishedInKorea(new Date(at)) || !tradingCalendar('XKRX').isTradingDay(day))
        return isKnown(service) ? nothing : json(404, { respMsg: 'Not Found', respCode: '404' });
      if (isMaster(service))
        return key.endsWith(withoutMaster) ? unauthorized : json(200, { OutBlock_1: baseInfo(listed, service) });
      const priced = priceServices[service];
      if (priced) return json(200, { OutBlock_1: priceRows(listed, priced, day).map((row) => asPublished(row, day)) });
      if (service === 'etf_bydd_trd')
        return json(200, { OutBlock_1: etfRows(listed, day).map((row) => asPublished(row, day)) });
      return json(404, { respMsg: 'Not Found', respCode: '404' });
    },
    ban: rule.ban,
    reset: rule.reset,
  };
}

/** The keyed API names the day, gives the short code in the place of the ISIN, and writes numbers without separators. */
function asPublished(
  { ISU_SRT_CD, ISU_ABBRV, MKT_ID: _, ...row }: Record<string, string>,
  day: Day,
): Record<string, string> {
  const plain = Object.entries(row).map(([name, text]) => [name, text === '-' ? '' : text.replaceAll(',', '')]);
  return {
    BAS_DD: day.replaceAll('-', ''),
    ...Object.fromEntries(plain),
    ISU_CD: ISU_SRT_CD ?? '',
    ISU_NM: ISU_ABBRV ?? '',
  };
}

const priceServices: Readonly<Record<string, 'kospi' | 'kosdaq' | 'konex'>> = {
  stk_bydd_trd: 'kospi',
  ksq_bydd_trd: 'kosdaq',
  knx_bydd_trd: 'konex',
};
const isMaster = (service: string): service is MasterService => service in masterServices;
const isKnown = (service: string) => isMaster(service) || /^(?:stk|ksq|knx|etf)_bydd_trd$/.test(service);

function dayOf(query: string): Day | null {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(new URLSearchParams(query).get('basDd') ?? '') ?? [];
  const text = `${year}-${month}-${day}`;
  return isDay(text) ? text : null;
}
