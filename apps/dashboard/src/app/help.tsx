import { type ReactNode, useEffect, useRef } from 'react';
import { frame } from '../strings/frame.ts';
import { helpKeys } from '../strings/help.ts';
import { navPages } from './nav-pages.ts';

/** The keys. */
export default function Help({ onClose }: { onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const keys = [...helpKeys, ...navPages.map(({ key, label }) => [`g ${key}`, label] as const)];
  return (
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      onClose={onClose}
      className="card w-[min(34rem,calc(100vw-2rem))] p-4 backdrop:bg-black/40"
    >
      <h2 id="help-title" className="mb-2">
        {frame.help}
      </h2>
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {keys.map(([key, what]) => (
          <div key={key} className="flex items-baseline gap-3">
            <dt className="min-w-16">
              <kbd className="rounded border border-line bg-sunken px-1.5 font-mono text-[12px]">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-3 flex justify-end">
        <button type="submit" className="button">
          {frame.close}
        </button>
      </form>
    </dialog>
  );
}
