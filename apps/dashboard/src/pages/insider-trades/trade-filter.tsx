import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Choice } from '../../components/choice.tsx';
import { DayFilter, Filter } from '../../components/filter.tsx';
import { insiderTrades } from '../../strings/insider-trades.ts';

const { filters, all } = insiderTrades;
const route = getRouteApi('/insider-trades');
type Search = ReturnType<typeof route.useSearch>;

/** What a search says of which trades are meant, as the API asks for it. */
export const filterOf = ({ ticker, owner, role, code, from, to, value, table }: Search) => ({
  ...(ticker && { ticker }),
  ...(owner.length > 1 && { owner }),
  ...(role && { role }),
  ...(code && { code }),
  ...(from && { from }),
  ...(to && { to }),
  ...(/^\d+(\.\d+)?$/.test(value) && { min_value: value }),
  ...(table && { table }),
});

/** Whether a search leaves any trade out. */
export const isFiltered = (search: Search): boolean => Object.keys(filterOf(search)).length > 0;

/** Narrows trades down. */
export function TradeFilter({ narrow }: { narrow: (to: Partial<Search>) => void }): ReactNode {
  const { ticker, owner, role, code, from, to, value, table } = route.useSearch();
  return (
    <>
      <Filter label={filters.ticker} value={ticker} onChange={(to) => narrow({ ticker: to })} width="w-24" />
      <Filter label={filters.owner} value={owner} onChange={(to) => narrow({ owner: to })} />
      <Choice
        label={filters.role}
        value={role}
        words={['director', 'officer', 'ten-percent-owner', 'other']}
        all={all}
        onChange={(to) => narrow({ role: to as Search['role'] })}
      />
      <Choice
        label={filters.code}
        value={code}
        words={Object.keys(insiderTrades.codes)}
        all={all}
        onChange={(to) => narrow({ code: to })}
      />
      <Choice
        label={filters.table}
        value={table}
        words={['non-derivative', 'derivative']}
        all={all}
        onChange={(to) => narrow({ table: to as Search['table'] })}
      />
      <DayFilter label={filters.from} value={from} onChange={(day) => narrow({ from: day })} />
      <DayFilter label={filters.to} value={to} onChange={(day) => narrow({ to: day })} />
      <Filter label={filters.value} value={value} onChange={(to) => narrow({ value: to })} width="w-24" />
    </>
  );
}
