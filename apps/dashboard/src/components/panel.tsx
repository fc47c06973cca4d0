import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { frame } from '../strings/frame.ts';

/** A part of a page under its heading. `aside`: what stands at the end of the heading, such as a link to a CSV. */
export function Panel({
  title,
  id,
  aside,
  children,
}: {
  title: string;
  id?: string;
  aside?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const heading = `${id ?? title.toLowerCase().replace(/\W+/g, '-')}-title`;
  return (
    <section id={id} aria-labelledby={heading} className="card min-w-0 scroll-mt-16">
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-1.5">
        <h2 id={heading}>{title}</h2>
        {aside}
      </header>
      <div className="border-line border-t">{children}</div>
    </section>
  );
}

/** What `useAnswer` tells of a request. */
export interface AnsweredQuery<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly isPlaceholderData: boolean;
  readonly refetch: () => unknown;
}

/** What a panel shows of an answer: rows of skeleton, what failed, or the answer, dimmed while it is asked again. */
export function Answered<T>({
  query,
  rows = 4,
  children,
}: {
  query: AnsweredQuery<T>;
  /** How high the answer is likely to be, rows. */
  rows?: number;
  children: (data: T) => ReactNode;
}): ReactNode {
  const { data, error, isPlaceholderData, refetch } = query;
  if (data !== undefined)
    return (
      <div className={isPlaceholderData ? 'opacity-55 transition-opacity' : undefined} aria-busy={isPlaceholderData}>
        {error && <Failure error={error} retry={refetch} />}
        {children(data)}
      </div>
    );
  if (error) return <Failure error={error} retry={refetch} />;
  return <Skeleton rows={rows} />;
}

/** A failure: what, its code and request, what to do, and again. */
export function Failure({ error, retry }: { error: Error; retry?: () => unknown }): ReactNode {
  const { code, requestId, action } =
    error instanceof ApiError ? error : { code: 'UNKNOWN', requestId: null, action: '' };
  return (
    <div role="alert" className="m-3 rounded-md bg-bad-ground px-3 py-2 text-bad">
      <p className="font-medium">{error.message}</p>
      {action !== '' && <p className="text-text">{action}</p>}
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 font-mono text-[12px]">
        <span>{code}</span>
        {requestId && (
          <span>
            {frame.requestId} {requestId}
          </span>
        )}
        {retry && (
          <button type="button" className="button font-sans" onClick={() => void retry()}>
            <RotateCcw size={14} aria-hidden="true" />
            {frame.retry}
          </button>
        )}
      </p>
    </div>
  );
}

/** Room for rows that are on their way. */
export function Skeleton({ rows }: { rows: number }): ReactNode {
  return (
    <div className="animate-pulse px-3 py-1" aria-busy="true">
      <span className="sr-only">{frame.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton are all the same
        <div key={row} className="flex h-8 items-center">
          <div className="skeleton h-3" style={{ width: `${[92, 78, 85][row % 3]}%` }} />
        </div>
      ))}
    </div>
  );
}

/** Nothing to show: why, and what next. */
export function Empty({ children, next }: { children: ReactNode; next?: ReactNode }): ReactNode {
  return (
    <div className="px-3 py-5 text-center text-quiet">
      <p>{children}</p>
      {next && <p className="mt-2">{next}</p>}
    </div>
  );
}
