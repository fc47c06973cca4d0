import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { frame } from '../strings/frame.ts';
import { dismissToast, useToasts } from '../view/toasts.ts';

const tones = { good: 'border-l-good-mark', warn: 'border-l-warn-mark', bad: 'border-l-bad-mark' };

/** What came of actions, read out as it comes. */
export function Toasts(): ReactNode {
  return (
    <div role="status" className="fixed right-3 bottom-3 z-20 grid w-[min(24rem,calc(100vw-1.5rem))] gap-2">
      {useToasts().map(({ id, tone, text, link }) => (
        <div key={id} className={`card flex items-start gap-2 border-l-4 p-2.5 shadow-lg ${tones[tone]}`}>
          <p className="min-w-0 flex-1 break-words">
            {text} {link && <a href={link.href}>{link.text}</a>}
          </p>
          <button
            type="button"
            className="min-h-6 min-w-6 cursor-pointer"
            aria-label={frame.close}
            onClick={() => dismissToast(id)}
          >
            <X size={15} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
