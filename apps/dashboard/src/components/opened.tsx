import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { frame } from '../strings/frame.ts';
import { useKeys } from '../view/keys.ts';

/** A list, and beside it the row that is open; on narrow screens that stands above. */
export function WithOpened({ opened, children }: { opened: ReactNode; children: ReactNode }): ReactNode {
  return (
    <div className={opened ? 'grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_27rem]' : undefined}>
      <div className="card min-w-0">{children}</div>
      {opened}
    </div>
  );
}

/** The open row of a list in full. It takes the focus, and `Esc` closes it. */
export function Opened({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useKeys({ Escape: onClose });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row takes the focus anew
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <section aria-labelledby={id} className="card min-w-0 max-xl:order-first xl:sticky xl:top-14">
      <header className="flex min-h-10 items-center justify-between gap-3 px-3 py-1.5">
        <h2 id={id} ref={heading} tabIndex={-1} className="scroll-mt-24 break-words outline-none">
          {title}
        </h2>
        <button type="button" className="button button-quiet" onClick={onClose} aria-label={frame.close}>
          <X size={15} aria-hidden="true" />
        </button>
      </header>
      <div className="max-h-[80vh] overflow-auto border-line border-t" tabIndex={-1}>
        {children}
      </div>
    </section>
  );
}
