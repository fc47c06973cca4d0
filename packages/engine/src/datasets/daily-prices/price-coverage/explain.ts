import { tradingCalendar } from '@tickermill/core';
import { moment } from '../../../moment.ts';
import { byCalendar } from './by-calendar.ts';
import { ended, open } from './by-ledger.ts';
import type { AskedDay, DayFacts, Explained } from './day-facts.ts';
import { sourceName } from './sentences.ts';

/**
 * Explains why a day is stored or not, in one sentence with its evidence. Pure: the first explanation that applies is
 * returned.
 */
export function explainDay(facts: DayFacts, asked: AskedDay): Explained {
  return (
    stored(facts, asked) ??
    byCalendar(facts, asked) ??
    absent(facts, asked) ??
    open(facts, asked) ??
    ended(facts, asked)
  );
}

function stored({ bar, isStopgap }: DayFacts, { date, mic, now }: AskedDay): Explained | null {
  if (!bar) return null;
  const evidence = { provider: bar.provider, knownFrom: bar.knownFrom };
  const since = `known since ${moment(bar.knownFrom, now)}`;
  if (bar.final) {
    const rest = isStopgap ? ', a stopgap until the preferred source answers' : '';
    return {
      sentence: `It is stored, from ${sourceName(bar.provider)}, ${since}${rest}.`,
      because: { reason: 'covered', evidence: { ...evidence, stopgap: isStopgap } },
    };
  }
  const settles = tradingCalendar(mic).session(date)?.settlesAt ?? null;
  const until =
    settles && settles > now ? `until its session settles at ${moment(settles, now)}` : 'until it is requested again';
  return {
    sentence: `It is stored, from ${sourceName(bar.provider)}, but not final ${until}.`,
    because: { reason: 'provisional', evidence: { ...evidence, settlesAt: settles } },
  };
}

function absent({ isAbsent, last }: DayFacts, { now }: AskedDay): Explained | null {
  if (!isAbsent) return null;
  const asked = last && last.state !== 'skipped' ? last : null;
  const evidence = { source: asked?.source ?? null, askedAt: asked?.finishedAt ?? null };
  const sentence = asked
    ? `It was requested at ${moment(asked.finishedAt, now)}, and ${asked.source ? sourceName(asked.source) : 'the source'} had no prices of it.`
    : 'It was requested, and the source had no prices of it; the ledger no longer knows when.';
  return { sentence, because: { reason: 'absent', evidence } };
}
