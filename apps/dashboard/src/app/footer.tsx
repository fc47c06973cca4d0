import type { ReactNode } from 'react';
import { useAnswer } from '../api/queries.ts';
import { Time } from '../components/time.tsx';
import { useLive } from '../live/live.tsx';
import { frame } from '../strings/frame.ts';

/** Which build this is, and of when what is shown is. */
export function Footer(): ReactNode {
  const { data, dataUpdatedAt } = useAnswer('/status', {});
  const { state } = useLive();
  return (
    <footer className="flex flex-wrap gap-x-4 gap-y-1 px-3 pt-2 pb-6 text-[12.5px] text-quiet sm:px-5">
      <span>
        {frame.footer.build} {data?.version}
      </span>
      {dataUpdatedAt > 0 && (
        <span>
          {frame.footer.asOf} <Time at={new Date(dataUpdatedAt).toISOString()} />
          {' · '}
          {frame.live[state]}
        </span>
      )}
      <a href="/docs">{frame.footer.docs}</a>
    </footer>
  );
}
