import { getRouteApi, Link } from '@tanstack/react-router';
import type { CoverageView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { counted } from '../../format/numbers.ts';
import { ticker as strings } from '../../strings/ticker.ts';
import { type DayState, stateOfDay, stateOfMonth, weeksOf, yearsOf } from './coverage-days.ts';

const { coverage: words } = strings;
const route = getRouteApi('/tickers/$ticker');

/** A glyph and a ground for each state: colour alone says nothing. */
const looks: Record<DayState, readonly [glyph: string, className: string]> = {
  covered: ['✓', 'bg-good-ground text-good'],
  stopgap: ['◐', 'bg-warn-ground text-warn'],
  provisional: ['◐', 'bg-info-ground text-info'],
  missing: ['✕', 'bg-bad-ground text-bad font-semibold'],
  absent: ['–', 'bg-sunken text-quiet'],
  none: ['', 'text-quiet'],
};

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

function Months({ coverage, ticker }: { coverage: CoverageView; ticker: string }): ReactNode {
  const { why } = route.useSearch();
  const [pressed, setMonth] = useState<string | null>(null);
  const month = pressed ?? (why === '' ? null : why.slice(0, 7));
  const { due, covered, missing } = coverage.sessions;
  const years = yearsOf(coverage);
  if (years.length === 0) return <Empty>{words.nothing}</Empty>;
  return (
    <div className="grid gap-3 p-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0">
        <p className="mb-2">{words.sentence(counted(covered, words.session), String(due), String(missing))}</p>
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
                    const [glyph, look] = looks[state];
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
      {month && (
        <div>
          <Days month={month} coverage={coverage} ticker={ticker} current={why} />
          {why && <Why ticker={ticker} day={why} />}
        </div>
      )}
    </div>
  );
}

function Days({
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
              <td key={day ?? words.weekdays[weekday]} className={weekday > 4 ? 'opacity-60' : undefined}>
                {day && (
                  <Link
                    to="/tickers/$ticker"
                    params={{ ticker }}
                    search={(before) => ({ ...before, why: day })}
                    replace
                    resetScroll={false}
                    aria-label={`${words.why(day)}: ${stateOfDay(day, coverage)}`}
                    aria-current={day === current ? 'true' : undefined}
                    className={`grid min-h-7 place-items-center rounded no-underline ${looks[stateOfDay(day, coverage)][1]} aria-[current=true]:outline-2 aria-[current=true]:outline-accent`}
                  >
                    {Number(day.slice(8))}
                  </Link>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One sentence on a day, and the facts that show it. */
function Why({ ticker, day }: { ticker: string; day: string }): ReactNode {
  const query = useAnswer('/coverage/{ticker}/why', { params: { ticker }, query: { date: day } });
  return (
    <section aria-label={words.why(day)} className="mt-2 rounded-md border border-line p-2.5" data-why={day}>
      <Answered query={query} rows={2}>
        {({ sentence, because: { evidence } }) => (
          <>
            <p className="font-medium">{sentence}</p>
            <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 text-[12.5px]">
              {Object.entries(evidence)
                .filter(([, value]) => value !== null)
                .map(([name, value]) => (
                  <div key={name} className="contents">
                    <dt className="text-quiet">{name.replaceAll('_', ' ')}</dt>
                    <dd className="break-words">{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
                  </div>
                ))}
            </dl>
          </>
        )}
      </Answered>
    </section>
  );
}
