// A message about alerts, before any channel has given it its form.

import type { Severity } from '@tickermill/core';

/** What a person reads, from the most to the least important. */
export interface AlertMessage {
  /** How bad it is; `over` for what is no longer wrong. */
  readonly tone: Severity | 'over';
  /** What is wrong and how bad, in one line. */
  readonly headline: string;
  /** The evidence, in numbers. */
  readonly evidence: readonly string[];
  /** What Tickermill does next, and when. */
  readonly next: string | null;
  /** The one thing that a person can do. */
  readonly action: string | null;
  readonly links: readonly MessageLink[];
  /** The night as a whole. */
  readonly night: string | null;
}

export interface MessageLink {
  readonly label: string;
  /** A URL, or the path of a document where no address of the installation is set. */
  readonly target: string;
}

/** The message below its headline, line by line. */
export function bodyLines({ evidence, next, action, links, night }: AlertMessage): string[] {
  return [
    ...evidence,
    ...(next === null ? [] : [`Next: ${next}`]),
    ...(action === null ? [] : [`You can: ${action}`]),
    ...links.map(({ label, target }) => `${label}: ${target}`),
    ...(night === null ? [] : [night]),
  ];
}

/** A text of at most so many characters, cut at a line where there is one, and saying so. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 2);
  const line = cut.lastIndexOf('\n');
  const kept = line > maxChars / 2 ? cut.slice(0, line) : cut.replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}\n…`;
}

/** Text of upstreams and of people in one line, without what could begin another or turn the reading direction. */
export const oneLine = (text: string, maxChars = 200): string => {
  const clean = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return clean.length <= maxChars ? clean : `${clean.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};
