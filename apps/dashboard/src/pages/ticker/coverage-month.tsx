import { Link } from '@tanstack/react-router';
import type { CoverageView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { tickerOpened } from '../../strings/ticker-opened.ts';
import { stateOfDay, weeksOf } from './coverage-days.ts';
import Why from './coverage-why.tsx';
import { dayLooks } from './day-looks.ts';

const { month: words } = tickerOpened;

/** The days of a month, and why the one that is pressed is stored or is not. */
export default function Days({
  month,
  coverage,
  ticker,
  current,
}: {
  month: string;
  coverage: CoverageView;
  ticker: string;
  current: string;
}): ReactNode {
  return (
    <div>
      <table className="w-full border-separate border-spacing-0.5 text-center">
        <caption className="mb-1 text-left font-medium">{words.daysOf(month)}</caption>
        <thead>
          <tr>
            {words.weekdays.map((name) => (
              <th key={name} scope="col" className="text-[11px] font-normal text-quiet">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find(Boolean)}>
              {week.map((day, weekday) => (
                <td key={day ?? words.weekdays[weekday]}>
                  {day && (
                    <Link
                      to="/tickers/$ticker"
                      params={{ ticker }}
                      search={(before) => ({ ...before, why: day })}
                      replace
                      resetScroll={false}
                      aria-current={day === current ? 'true' : undefined}
                      className={`grid min-h-7 place-items-center rounded no-underline ${dayLooks[stateOfDay(day, coverage)][1]} aria-[current=true]:outline-2 aria-[current=true]:outline-accent`}
                    >
                      <span>
                        {Number(day.slice(8))}
                        <span className="sr-only">
                          {' '}
                          {words.why(day)}: {stateOfDay(day, coverage)}
                        </span>
                      </span>
                    </Link>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {current && <Why ticker={ticker} day={current} />}
    </div>
  );
}
