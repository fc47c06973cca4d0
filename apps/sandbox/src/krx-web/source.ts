import { createHash } from 'node:crypto';
import { type Day, isDay, tradingCalendar } from '@tickermill/core';
import { type Answer, answer, page } from '../answer.ts';
import {
  etfMasterRows,
  etfRows,
  type KrxRow,
  priceRows,
  sectorRows,
  valuationRows,
  withoutPrices,
} from '../market/listed/korean-figures.ts';
import type { ListedMarket } from '../market/listed/listed-market.ts';
import { openRateRule } from '../rate-rule.ts';
import type { SandboxSettings } from '../settings.ts';
import type { Asked, ImitatedSource } from '../source.ts';

const folder = '/contents/MDC/COMS/client';
const sessionMs = 3_600_000;
const shutOut = page(200, '<html><body>비정상적인 대량 조회로 서비스 이용이 제한되었습니다.</body></html>\n');
const logout = answer(400, 'text/html;charset=UTF-8', 'LOGOUT');

/** The market-data service: a member signs in, one page by its `bld` each, JSON that is labelled as HTML. */
export function openKrxWeb(listed: ListedMarket, { seed, banMs }: SandboxSettings): ImitatedSource {
  const rule = openRateRule(0, banMs);
  const signed = (text: string) => createHash('sha256').update(`${seed} ${text}`).digest('hex').slice(0, 32);
  const members = new Map<string, number>();

  /** Any account is taken: one whose password ends in `-due` is told to change it, one in `-twice` is signed in elsewhere. */
  function signIn(form: URLSearchParams, cookie: string | undefined, at: number): Answer {
    const [id, password] = [form.get('mbrId') ?? '', form.get('pw') ?? ''];
    const code =
      id === '' || password === '' || cookie === undefined
        ? 'CD003'
        : password.endsWith('-due')
          ? 'CD010'
          : password.endsWith('-twice')
            ? 'CD011'
            : 'CD001';
    if (code === 'CD001' && cookie !== undefined) members.set(cookie, at + sessionMs);
    return answer(200, 'text/html;charset=UTF-8', JSON.stringify({ _error_code: code, _error_message: '' }));
  }

  function dataOf(form: URLSearchParams, at: number): Answer {
    const bld = form.get('bld')?.split('/').at(-1) ?? '';
    const reader = pages[bld];
    if (!reader) return answer(400, 'text/html;charset=UTF-8', '');
    const day = dayOf(form.get('trdDd') ?? '');
    const rows = reader.rows(listed, form, day ?? '2026-01-01');
    const isTraded = day !== null && tradingCalendar('XKRX').isTradingDay(day) && isOver(day, at);
    const told = reader.isOfDay && !isTraded ? withoutPrices(rows) : rows;
    const body = { [reader.list]: told, CURRENT_DATETIME: new Date(at).toISOString() };
    return answer(200, 'text/html; charset=utf-8', JSON.stringify(body));
  }

  return {
    id: 'krx-web',
    hosts: ['data.krx.co.kr'],
    unavailable: page(503, '<html><head><title>503 Service Unavailable</title></head></html>\n'),
    admit({ at, earliest }) {
      const { isRefused, standing } = rule.arrive(at, earliest);
      return { standing, refusal: isRefused ? shutOut : null, onSent: rule.pageSent };
    },
    answerTo(_host, path, { headers, at, form = new URLSearchParams() }: Asked) {
      const cookie = /JSESSIONID=([\w.]+)/.exec(headers.cookie ?? '')?.[1];
      if (path === `${folder}/MDCCOMS001.cmd`) {
        const given = page(200, '<html><head><title>로그인</title></head></html>\n');
        return { ...given, headers: { 'set-cookie': `JSESSIONID=${signed(String(at))}.krx; Path=/; HttpOnly` } };
      }
      if (path === `${folder}/MDCCOMS001D1.cmd`) return signIn(form, cookie, at);
      if (path === '/comm/bldAttendant/getJsonData.cmd') {
        const isMember = cookie !== undefined && (members.get(cookie) ?? 0) > at;
        return isMember ? dataOf(form, at) : logout;
      }
      return page(200, '<html><head><title>KRX Data Marketplace</title></head></html>\n');
    },
    ban: rule.ban,
    reset() {
      rule.reset();
      members.clear();
    },
  };
}

interface ServedPage {
  readonly list: string;
  /** It has values of a day: none on one without a session. */
  readonly isOfDay: boolean;
  rows(listed: ListedMarket, form: URLSearchParams, day: Day): KrxRow[];
}

const markets = { STK: 'kospi', KSQ: 'kosdaq', KNX: 'konex' } as const;
const marketOf = (form: URLSearchParams) => markets[(form.get('mktId') ?? '') as keyof typeof markets] ?? 'kospi';

const pages: Readonly<Record<string, ServedPage>> = {
  MDCSTAT01501: {
    list: 'OutBlock_1',
    isOfDay: true,
    rows: (listed, form, day) => priceRows(listed, marketOf(form), day),
  },
  MDCSTAT03501: { list: 'output', isOfDay: true, rows: (listed, _form, day) => valuationRows(listed, day) },
  MDCSTAT03901: { list: 'block1', isOfDay: false, rows: (listed, form) => sectorRows(listed, form.get('mktId') ?? '') },
  MDCSTAT04301: { list: 'output', isOfDay: true, rows: (listed, _form, day) => etfRows(listed, day) },
  MDCSTAT04601: { list: 'output', isOfDay: false, rows: (listed) => etfMasterRows(listed) },
};

/** A session is shown from its close on. */
function isOver(day: Day, at: number): boolean {
  const session = tradingCalendar('XKRX').session(day);
  return session !== undefined && session.closesAt.getTime() <= at;
}

function dayOf(text: string): Day | null {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  const named = `${year}-${month}-${day}`;
  return isDay(named) ? named : null;
}
