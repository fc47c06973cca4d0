import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { whole } from '../format/numbers.ts';
import { frame } from '../strings/frame.ts';

const limits = [25, 50, 100, 200];

/** From page to page of a list that the server cuts. `total` where it is known. */
export function Pager({
  page,
  limit,
  rows,
  total,
  hasMore = total === undefined ? rows === limit : page * limit < total,
  onChange,
}: {
  page: number;
  limit: number;
  rows: number;
  hasMore?: boolean | undefined;
  total?: number | undefined;
  onChange: (to: { page: number; limit: number }) => void;
}): ReactNode {
  const first = (page - 1) * limit + 1;
  return (
    <nav aria-label={frame.pages} className="flex flex-wrap items-center gap-2 border-line border-t px-3 py-1.5">
      <span className="text-quiet">
        {rows === 0 ? frame.noRows : frame.rowsOf(whole(first), whole(first + rows - 1), total)}
      </span>
      <label className="ml-auto flex items-center gap-1.5 text-quiet">
        <span className="max-sm:sr-only">{frame.rowsAPage}</span>
        <select
          className="field"
          value={limit}
          onChange={({ target }) => onChange({ page: 1, limit: Number(target.value) })}
        >
          {[...new Set([...limits, limit])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button"
        disabled={page === 1}
        onClick={() => onChange({ page: page - 1, limit })}
        aria-label={frame.previousPage}
      >
        <ChevronLeft size={15} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button"
        disabled={!hasMore}
        onClick={() => onChange({ page: page + 1, limit })}
        aria-label={frame.nextPage}
      >
        <ChevronRight size={15} aria-hidden="true" />
      </button>
    </nav>
  );
}
