import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Failure } from '../components/panel.tsx';
import { frame } from '../strings/frame.ts';

/** Where a path leads to no page. */
export function NotFound(): ReactNode {
  return (
    <div className="card p-6 text-center">
      <h1>{frame.notFound}</h1>
      <p className="mt-2">
        <Link to="/">{frame.toOverview}</Link>
      </p>
    </div>
  );
}

/** A page that threw, or whose file is gone since a newer build is served: a reload mends the latter. */
export function PageFailure({ error }: { error: unknown }): ReactNode {
  return (
    <div className="card p-4">
      <h1 className="mb-2">{frame.failed}</h1>
      <Failure error={error instanceof Error ? error : new Error(frame.unexpected)} />
      <button type="button" className="button button-primary" onClick={() => location.reload()}>
        {frame.reload}
      </button>
    </div>
  );
}
