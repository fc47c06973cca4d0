// What a person has chosen for this browser, kept by it.
import { useSyncExternalStore } from 'react';
import { zones } from '../format/times.ts';

const choices = {
  theme: ['system', 'light', 'dark'],
  zone: zones,
  density: ['normal', 'compact'],
  keys: ['on', 'off'],
} as const satisfies Record<string, readonly string[]>;

/** The first of each is what holds without a choice. */
export type Preferences = { readonly [K in keyof typeof choices]: (typeof choices)[K][number] };

const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  return Object.fromEntries(
    Object.entries(choices).map(([name, words]) => {
      const kept = localStorage.getItem(name);
      return [name, words.find((word) => word === kept) ?? words[0]];
    }),
  ) as Preferences;
}

function publish(): void {
  current = read();
  const isDark =
    current.theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : current.theme === 'dark';
  document.documentElement.classList.toggle('dark', isDark);
  for (const listener of listeners) listener();
}

/** Chooses, for all tabs. */
export function choose<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  if (value === choices[name][0]) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
  publish();
}

/** From light to dark or back, as it looks now. */
export const switchTheme = (): void => choose('theme', isDark() ? 'light' : 'dark');
const isDark = () => document.documentElement.classList.contains('dark');

window.addEventListener('storage', publish);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', publish);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => current);
/** Whether the page is dark now: charts take their colours as values. */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
