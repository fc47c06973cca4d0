import { type ReactNode, useEffect } from 'react';

/** The heading of a page, which is its title too. `actions` stand at its end. */
export function PageHeader({
  title,
  remark,
  actions,
}: {
  title: string;
  remark?: ReactNode;
  actions?: ReactNode;
}): ReactNode {
  useEffect(() => {
    document.title = `${title} · Tickermill`;
  }, [title]);
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h1>{title}</h1>
        {remark && <span className="text-quiet">{remark}</span>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
