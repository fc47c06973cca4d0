import type { TradeFlag } from '@tickermill/core';
import type { ListedTrade } from '@tickermill/store/insider-trades';

const meanings: Readonly<Record<Exclude<TradeFlag, 'date-out-of-range'>, string>> = {
  'schema-newer': 'The filing has a schema version newer than any known here; it was read by the newest rules.',
  'amends-by-acceptance-day':
    'The filing amends one that it names by the New York day of its acceptance, not by the day on which it was filed.',
  'amends-by-period': 'The filing amends one that it names by its period of report.',
  'amends-by-neighbouring-day': 'The filing amends one that it names by the business day before or after its filing.',
  'amendment-ambiguous': 'The filing amends one of several that fit: it restates none, and no statistic counts it.',
  'amendment-unclear':
    'The filing may restate a table of the one that it amends, or add to it: it restates nothing, and no statistic counts it.',
};

const earliest = '1934-01-01';

/** What is odd in a trade, in words: its flags with the values concerned. */
export function notesOf({ flags, date, deemedDate, filedOn }: ListedTrade): string[] {
  const impossible = (name: string, day: string | null) => {
    if (day === null || (day >= earliest && day <= filedOn)) return [];
    const why = day < earliest ? 'before 1934' : `after its filing on ${filedOn}`;
    return [`The ${name} ${day} cannot be: it lies ${why}. It is kept as filed, most often a mistyped year.`];
  };
  return flags.flatMap((flag) =>
    flag === 'date-out-of-range'
      ? [...impossible('transaction date', date), ...impossible('deemed execution date', deemedDate)]
      : [meanings[flag]],
  );
}
