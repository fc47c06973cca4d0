import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Answered, Empty } from '../../components/panel.tsx';
import { brief, whole } from '../../format/numbers.ts';
import { quality } from '../../strings/quality.ts';

const { checks: words } = quality;
const days = 14;
type CheckDay = Answer<'get', '/qa/summary'>['items'][number];

const grounds = {
  green: 'bg-good-ground text-good',
  yellow: 'bg-warn-ground text-warn',
  red: 'bg-bad-ground text-bad',
} as const;

/** What each check came to on each day: a table of links to what was open then. */
export function CheckDays(): ReactNode {
  const query = useAnswer('/qa/summary', { query: { days } });
  return (
    <Answered query={query} rows={10}>
      {({ items }) => (items.length === 0 ? <Empty>{words.noDays}</Empty> : <Heat items={items} />)}
    </Answered>
  );
}

function Heat({ items }: { items: readonly CheckDay[] }): ReactNode {
  const shownDays = [...new Set(items.map(({ day }) => day))].toSorted();
  const checks = [...new Set(items.map(({ check }) => check))].toSorted();
  const byCell = new Map(items.map((item) => [`${item.check} ${item.day}`, item]));
  return (
    <div className="overflow-x-auto p-3">
      <table className="border-separate border-spacing-0.5">
        <caption className="sr-only">{words.daysCaption}</caption>
        <thead>
          <tr>
            <th scope="col" className="text-left font-normal text-quiet">
              {words.columns.check}
            </th>
            {shownDays.map((day) => (
              <th key={day} scope="col" className="text-[11px] font-normal text-quiet" title={day}>
                {day.slice(5)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check}>
              <th scope="row" className="pr-3 text-left font-mono text-[12.5px] font-normal whitespace-nowrap">
                {check}
              </th>
              {shownDays.map((day) => (
                <td key={day}>
                  <Cell of={byCell.get(`${check} ${day}`)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ of }: { of: CheckDay | undefined }): ReactNode {
  if (!of) return null;
  const { check, day, fails, colour, error } = of;
  const label = error === null ? words.cell(check, day, whole(fails), colour) : words.failed(check, day, error);
  return (
    <Link
      to="/quality"
      search={{ check, date: day }}
      aria-label={label}
      title={label}
      className={`grid h-6 min-w-10 place-items-center rounded px-1 text-[12px] no-underline ${
        error === null ? grounds[colour] : 'bg-bad-ground font-semibold text-bad'
      }`}
    >
      {error === null ? brief(fails) : '✕'}
    </Link>
  );
}
