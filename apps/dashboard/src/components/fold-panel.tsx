import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';

/** A panel that is asked for nothing while it is folded. Opened by a link, it scrolls to where it is seen. */
export function FoldPanel({
  id,
  title,
  isOpen,
  onToggle,
  aside,
  children,
}: {
  id: string;
  title: string;
  isOpen: boolean;
  onToggle: () => void;
  aside?: ReactNode;
  children: () => ReactNode;
}): ReactNode {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen) panel.current?.scrollIntoView({ block: 'start' });
  }, [isOpen]);
  return (
    <section ref={panel} id={id} aria-labelledby={`${id}-title`} className="card min-w-0 scroll-mt-24">
      <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 px-3 py-1">
        <h2 id={`${id}-title`}>
          <button
            type="button"
            className="flex min-h-7 cursor-pointer items-center gap-1.5 text-left"
            aria-expanded={isOpen}
            onClick={onToggle}
          >
            <ChevronRight size={16} aria-hidden="true" className={isOpen ? 'rotate-90' : undefined} />
            {title}
          </button>
        </h2>
        {isOpen && aside}
      </header>
      {isOpen && <div className="border-line border-t">{children()}</div>}
    </section>
  );
}
