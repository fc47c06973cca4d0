import type { ReactNode } from 'react';

type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

/** Every state is a glyph, a word and a colour: none of the three is needed to read the other two. */
const states: Record<string, readonly [glyph: string, tone: Tone]> = {
  done: ['✓', 'good'],
  ready: ['✓', 'good'],
  open: ['✓', 'good'],
  ok: ['✓', 'good'],
  working: ['✓', 'good'],
  resolved: ['✓', 'good'],
  covered: ['✓', 'good'],
  green: ['✓', 'good'],
  active: ['✓', 'good'],
  partial: ['◐', 'warn'],
  probing: ['◐', 'warn'],
  yellow: ['◐', 'warn'],
  warning: ['◐', 'warn'],
  late: ['◐', 'warn'],
  provisional: ['◐', 'warn'],
  stopgap: ['◐', 'warn'],
  failed: ['✕', 'bad'],
  failing: ['✕', 'bad'],
  critical: ['✕', 'bad'],
  red: ['✕', 'bad'],
  gone: ['✕', 'bad'],
  missing: ['✕', 'bad'],
  quiet: ['⏸', 'bad'],
  paused: ['⏸', 'warn'],
  stopped: ['⏸', 'warn'],
  skipped: ['–', 'quiet'],
  cancelled: ['–', 'quiet'],
  superseded: ['–', 'quiet'],
  disabled: ['–', 'quiet'],
  off: ['–', 'quiet'],
  absent: ['–', 'quiet'],
  closed: ['–', 'quiet'],
  running: ['●', 'info'],
  planning: ['●', 'info'],
  info: ['●', 'info'],
  owed: ['○', 'quiet'],
  waiting: ['○', 'quiet'],
  queued: ['○', 'quiet'],
};

const colours: Record<Tone, string> = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  quiet: 'text-quiet',
};

/** A state. `word` says it otherwise than it is called. */
export function State({ state, word = state }: { state: string; word?: string }): ReactNode {
  const [glyph, tone] = states[state] ?? ['○', 'quiet'];
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap font-medium ${colours[tone]}`}>
      <span aria-hidden="true" className="w-[1.1em] text-center">
        {glyph}
      </span>
      {word}
    </span>
  );
}

/** The glyph alone, where a table of links has no room for words; the word is its name. */
export function StateGlyph({ state }: { state: string }): ReactNode {
  const [glyph, tone] = states[state] ?? ['○', 'quiet'];
  return (
    <span className={`font-medium ${colours[tone]}`}>
      <span aria-hidden="true">{glyph}</span>
      <span className="sr-only">{state}</span>
    </span>
  );
}
