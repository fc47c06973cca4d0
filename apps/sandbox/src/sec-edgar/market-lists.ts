import { type Day, dayAt, instantOf } from '@tickermill/core';
import { type Answer, answer, json, validated } from '../answer.ts';
import { boundedCache } from '../bounded-cache.ts';
import { filingDayBefore, filingDays, isFilingDay } from '../market/filing-days.ts';
import type { Edgar } from './edgar.ts';
import { accessDenied, fileUnavailable, noSuchKey } from './error-bodies.ts';
import { currentFeed, feedQuery } from './feeds/current-feed.ts';
import { dailyIndex, indexDirectory, indexOfPath, indexPublishedAt, quarterOfPath } from './feeds/daily-index.ts';
import { filedOn, type MarketFiling } from './market-day.ts';

const zone = 'America/New_York';
/** A day of 5,000 companies takes half a megabyte. */
const rememberedDays = 12;
/** The feed forgets what is older. */
const feedDays = 3;

/** The lists of the whole market at an instant. */
export interface MarketLists {
  /** A file of the daily index; null for a path that names none. */
  indexAt(path: string, at: Date): Answer | null;
  feedAt(query: string, at: Date): Answer;
}

/** Opens the daily index and the current feed over a pretend EDGAR. */
export function openMarketLists(edgar: Edgar): MarketLists {
  const days = boundedCache<readonly MarketFiling[]>(rememberedDays);
  const indexes = boundedCache<Answer>(rememberedDays);
  function isPublished(day: Day, at: Date): boolean {
    const published = indexPublishedAt(edgar.world.seed, day);
    if (!published || published > at || edgar.closedDays.has(day)) return false;
    return day >= edgar.from && day <= edgar.today;
  }
  const on = (day: Day) => days.get(day, () => filedOn(edgar, day));

  return {
    indexAt(path, at) {
      const quarter = quarterOfPath(path);
      if (quarter) {
        const days = filingDays(quarter.from, quarter.to).filter((day) => isPublished(day, at));
        return days.length === 0 ? accessDenied(path.slice(1)) : json(200, indexDirectory(quarter.name, days));
      }
      const asked = indexOfPath(path);
      if (!asked) return null;
      const { day, format } = asked;
      const published = indexPublishedAt(edgar.world.seed, day);
      if (!published || !isPublished(day, at)) return accessDenied(path.slice(1));
      const text = () => Buffer.from(dailyIndex(day, on(day), format), 'latin1');
      return indexes.get(path, () => validated(answer(200, 'text/plain', text()), published));
    },
    feedAt(query, at) {
      const asked = feedQuery(query);
      if (!asked) return noSuchKey('cgi-bin/browse-edgar');
      const today = dayAt(at, zone);
      const newest: Day[] = [today < edgar.today ? today : edgar.today];
      if (!isFilingDay(newest[0] ?? today)) newest[0] = filingDayBefore(newest[0] ?? today);
      while (newest.length < feedDays) newest.push(filingDayBefore(newest.at(-1) ?? today));
      const shown = newest.flatMap((day) => [...on(day)].reverse().filter(isAccepted(at, today === day)));
      const page = currentFeed(shown, asked, at);
      return page === null ? fileUnavailable : answer(200, 'application/atom+xml', page);
    },
  };
}

/** Of the current day, what has been accepted by now. */
function isAccepted(at: Date, isToday: boolean): (filing: MarketFiling) => boolean {
  return isToday ? ({ acceptedAt }) => instantOf(acceptedAt, zone) <= at : () => true;
}
