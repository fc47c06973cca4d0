import type { ListingId, SourceId } from '@tickermill/core';
import { type Answer, answer, page, validated } from '../../answer.ts';
import { openRateRule } from '../../rate-rule.ts';
import type { Asked, ImitatedSource } from '../../source.ts';
import type { ListedMarket, ServedList } from './listed-market.ts';

/** What the operators of exchanges answer for what is not there, and while they fail. */
export const notFound: Answer = page(404, '<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>\n');

/** A page with status 200 in the place of a file. */
export const pageNotAvailable: Answer = page(
  200,
  '\n\n<!DOCTYPE html>\n<html>\n<head>\n<title>Page Not Available</title>\n</head>\n<body></body>\n</html>\n',
);
const unavailable = page(503, '<!DOCTYPE html><html><head><title>Service Unavailable</title></head></html>\n');
const forbidden = page(403, '<!DOCTYPE html><html><head><title>Access Denied</title></head></html>\n');

/** The files of a source, written when they are first asked for and again when the month changes. */
export function openFiles(market: ListedMarket) {
  const kept = new Map<string, { month: string | null; answer: Answer }>();
  return {
    /** The file of a list; with validators where its server has them. */
    of(listing: ListingId, type: string, isValidated: boolean, write: (list: ServedList) => string | Buffer): Answer {
      const known = kept.get(listing);
      if (known && known.month === market.month()) return known.answer;
      const list = market.served(listing);
      const plain = answer(200, type, write(list));
      const written = isValidated ? validated(plain, new Date(`${list.day}T21:31:00Z`)) : plain;
      kept.set(listing, { month: market.month(), answer: written });
      return written;
    },
  };
}

interface Operator {
  readonly id: SourceId;
  readonly hosts: readonly string[];
  answerTo(host: string, path: string, asked: Asked): Answer;
}

/** An operator of exchanges: no rate rule but the blocks that are begun on demand. */
export function openOperator(operator: Operator): ImitatedSource {
  const rule = openRateRule(0, 3_600_000);
  return {
    ...operator,
    unavailable,
    admit({ at, earliest }) {
      const { isRefused, standing } = rule.arrive(at, earliest);
      return { standing, refusal: isRefused ? forbidden : null, onSent: rule.pageSent };
    },
    ban: rule.ban,
    reset: rule.reset,
  };
}
