import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered } from '../../components/panel.tsx';
import { tickerOpened } from '../../strings/ticker-opened.ts';

const { month: words } = tickerOpened;

/** One sentence on a day, and the facts that show it. */
export default function Why({ ticker, day }: { ticker: string; day: string }): ReactNode {
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
