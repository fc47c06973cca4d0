import { useSyncExternalStore } from 'react';

/** What came of something, said for a while. */
export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
  /** Where what came of it is to be seen: a path of the dashboard. */
  readonly link?: { readonly href: string; readonly text: string } | undefined;
}

const shownMs = 8_000;
let toasts: readonly Toast[] = [];
let latest = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const dismissToast = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Says what came of an action. A failure stays until it is closed. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  latest += 1;
  const id = latest;
  // The same failure of several panels is one.
  set([...toasts.filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-4));
  if (toast.tone !== 'bad') window.setTimeout(() => dismissToast(id), shownMs);
}

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
