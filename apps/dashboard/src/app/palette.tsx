import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useAnswer } from '../api/queries.ts';
import { palette } from '../strings/palette.ts';
import { navPages } from './nav-pages.ts';

interface Choice {
  readonly href: string;
  readonly text: string;
  readonly remark: string;
}

/** Goes to a page, or to whatever a search of the installation finds. */
export default function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [current, setCurrent] = useState(0);
  const wanted = useDeferredValue(typed.trim());
  const found = useAnswer('/search', { query: { q: wanted } }, { enabled: wanted !== '' });
  const views = useAnswer('/saved-views', {});
  useEffect(() => dialog.current?.showModal(), []);

  const choices = [
    ...(wanted === '' ? [] : (found.data?.items ?? [])).map(({ kind, id, title, detail, page }) =>
      kind === 'ticker'
        ? { href: page, text: id, remark: `${title} · ${detail}` }
        : { href: page, text: title, remark: detail },
    ),
    ...navPages
      .filter(({ label }) => label.toLowerCase().includes(wanted.toLowerCase()))
      .map(({ path, label, key }) => ({ href: path, text: label, remark: `g ${key}` })),
    ...(views.data?.items ?? [])
      .filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
      .map(({ name, url }) => ({ href: url, text: name, remark: palette.view })),
  ];
  const open = (choice: Choice | undefined) => {
    if (!choice) return;
    dialog.current?.close();
    router.history.push(choice.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setCurrent((at) => Math.max(0, Math.min(choices.length - 1, at + by)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(choices[current]);
    }
  };
  return (
    <dialog
      ref={dialog}
      aria-label={palette.title}
      onClose={onClose}
      className="card mt-[12vh] w-[min(36rem,calc(100vw-1.5rem))] p-0 shadow-xl backdrop:bg-black/40"
    >
      <input
        className="w-full bg-transparent px-4 py-3 text-[15px] outline-none"
        role="combobox"
        aria-label={palette.label}
        aria-expanded="true"
        aria-controls="palette-choices"
        aria-activedescendant={choices[current] ? `choice-${current}` : undefined}
        placeholder={palette.label}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setCurrent(0);
        }}
        onKeyDown={onKeyDown}
        autoComplete="off"
        spellCheck={false}
      />
      <div
        id="palette-choices"
        role="listbox"
        aria-label={palette.title}
        className="max-h-[50vh] overflow-auto border-line border-t p-1"
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above hears the keys
          <div
            key={`${choice.href} ${choice.text}`}
            id={`choice-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-md px-3 aria-selected:bg-sunken"
            onClick={() => open(choice)}
          >
            <span className="font-medium">{choice.text}</span>
            <span className="truncate text-quiet">{choice.remark}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p className="px-4 py-3 text-quiet">{found.isFetching ? palette.searching : palette.nothing}</p>
      )}
    </dialog>
  );
}
