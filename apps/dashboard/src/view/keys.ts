// Keys for the whole page. A handler is heard while its component is there; the latest one first.
import { useEffect, useRef } from 'react';
import { usePreferences } from './preferences.ts';

type Handlers = Readonly<Record<string, () => void>>;

const stack: { current: Handlers }[] = [];
/** `g` and then a letter goes to a page; so long is waited for the letter, ms. */
const sequenceMs = 1_200;
let pending = '';
let forget = 0;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The name of a press: `j`, `?`, `ctrl+k`. */
function nameOf({
  key,
  ctrlKey,
  metaKey,
  altKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  if (altKey) return '';
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? `ctrl+${name}` : name;
}

function hear(event: KeyboardEvent): void {
  const name = nameOf(event);
  const isOpen = document.querySelector('dialog[open]') !== null;
  if (event.defaultPrevented || ((isTyping(event.target) || isOpen) && name !== 'ctrl+k')) return;
  const pressed = pending === '' ? name : `${pending} ${name}`;
  window.clearTimeout(forget);
  pending = '';
  for (const { current } of stack.toReversed()) {
    const handler = current[pressed];
    if (!handler) continue;
    event.preventDefault();
    handler();
    return;
  }
  if (name !== 'g') return;
  pending = 'g';
  forget = window.setTimeout(() => {
    pending = '';
  }, sequenceMs);
}

/** Hears these keys while the component is there. They can be turned off. */
export function useKeys(handlers: Handlers): void {
  const { keys } = usePreferences();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (keys === 'off') return;
    if (stack.length === 0) document.addEventListener('keydown', hear);
    stack.push(latest);
    return () => {
      stack.splice(stack.indexOf(latest), 1);
      if (stack.length === 0) document.removeEventListener('keydown', hear);
    };
  }, [keys]);
}
