import { type ReactNode, useState } from 'react';
import { useAnswer } from '../api/queries.ts';
import type { RequestOptions } from '../api/routes.ts';
import { frame } from '../strings/frame.ts';
import { Evidence } from './evidence.tsx';
import { Answered } from './panel.tsx';

type Subject = NonNullable<RequestOptions<'get', '/explain'>['query']>;

/** One sentence on why something waits, was skipped, failed or is absent; its facts on demand. */
export function Explanation({ of }: { of: Subject }): ReactNode {
  const query = useAnswer('/explain', { query: of });
  return (
    <Answered query={query} rows={1}>
      {({ sentence, facts }) => (
        <div className="px-3 py-2.5" data-explain>
          <p className="font-medium break-words">{sentence}</p>
          {Object.keys(facts).length > 0 && (
            <details className="mt-1">
              <summary className="w-fit cursor-pointer py-0.5 text-quiet">{frame.explain.facts}</summary>
              <Evidence of={facts} />
            </details>
          )}
        </div>
      )}
    </Answered>
  );
}

/** The same once it is asked for, in a cell of a table. */
export function AskWhy({ of }: { of: Subject }): ReactNode {
  const [isAsked, setAsked] = useState(false);
  return isAsked ? (
    <div className="min-w-56 whitespace-normal">
      <Explanation of={of} />
    </div>
  ) : (
    <button type="button" className="button" onClick={() => setAsked(true)}>
      {frame.explain.why}
    </button>
  );
}
