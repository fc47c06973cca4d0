import { getRouteApi, Link } from '@tanstack/react-router';
import type { CoverageView } from '@tickermill/core/contracts';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { ticker as strings } from '../../strings/ticker.ts';
import { sinceFirstStored, stateOfMonth, yearsOf } from './coverage-days.ts';
import { dayLooks } from './day-looks.ts';

const { coverage: words } = strings;
const route = getRouteApi('/tickers/$ticker');

const Why = lazy(() => import('./coverage-why.tsx'));
const Days = lazy(() => import('./coverage-month.tsx'));

/** What is stored, by month and day; any day says why. */
export function Coverage({ ticker }: { ticker: string }): ReactNode {
  const query = useAnswer('/coverage/{ticker}', { params: { ticker } });
  return (
    <Panel title={words.title} aside={<span className="text-quiet">{words.press}</span>}>
      <Answered query={query} rows={4}>
        {({ items: [coverage] }) =>
          coverage ? <Months coverage={coverage} ticker={ticker} /> : <Empty>{words.nothing}</Empty>
        }
      </Answered>
    </Panel>
  );
}

function Months({ coverage: answered, ticker }: { coverage: CoverageView; ticker: string }): ReactNode {
  const { why } = route.useSearch();
  const [pressed, setMonth] = useState<string | null>(null);
  const month = pressed ?? (why === '' ? null : why.slice(0, 7));
  const { since: coverage, earlier } = sinceFirstStored(answered);
  const { due, covered, missing } = coverage.sessions;
  const years = yearsOf(coverage);
  if (years.length === 0)
    return (
      <div className="px-3 pb-3">
        <Empty>{earlier > 0 ? words.noneStored : words.nothing}</Empty>
        <Suspense>
          <Why ticker={ticker} day={why || answered.last_settled} />
        </Suspense>
      </div>
    );
  return (
    <div className="grid gap-3 p-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0">
        <p className="mb-2">
          {words.sentence(counted(covered, words.session), whole(due), whole(missing))}
          {earlier > 0 && (
            <span className="text-quiet">
              {' '}
              {words.earlier(counted(earlier, words.session))}{' '}
              <Link to="/backfills" className="underline">
                {words.backfill}
              </Link>
            </span>
          )}
        </p>
        <div className="max-h-72 overflow-auto">
          <table className="border-separate border-spacing-0.5">
            <caption className="sr-only">{words.caption}</caption>
            <thead>
              <tr>
                <th scope="col" className="sr-only">
                  {words.year}
                </th>
                {words.months.map((name) => (
                  <th key={name} scope="col" className="text-[11px] font-normal text-quiet">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {years.map((year) => (
                <tr key={year}>
                  <th scope="row" className="pr-2 text-right font-normal text-quiet">
                    {year}
                  </th>
                  {words.months.map((name, index) => {
                    const id = `${year}-${String(index + 1).padStart(2, '0')}`;
                    const state = stateOfMonth(id, coverage);
                    const [glyph, look] = dayLooks[state];
                    return (
                      <td key={name}>
                        {state !== 'none' && (
                          <button
                            type="button"
                            aria-pressed={id === month}
                            aria-label={`${name} ${year}: ${state}`}
                            className={`grid h-6 w-7 cursor-pointer place-items-center rounded text-[11px] sm:w-9 ${look} aria-pressed:outline-2 aria-pressed:outline-accent`}
                            onClick={() => setMonth(id)}
                          >
                            {glyph}
                          </button>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <Suspense>{month && <Days month={month} coverage={coverage} ticker={ticker} current={why} />}</Suspense>
    </div>
  );
}
