import { type Command, InvalidArgumentError } from 'commander';

/** Why something is paused, and until when. */
export interface PauseOptions {
  reason?: string;
  until?: string;
  for?: number;
}

/** Adds the options of a pause to a command. */
export const withPauseOptions = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, as everybody reads it')
    .option('--until <instant>', 'when it ends by itself, such as 2026-11-21T06:00:00Z')
    .option('--for <duration>', 'or after so long, such as 30m, 2h or 1d', toMilliseconds);

/** The pause as the API takes it. */
export const toPause = ({ reason, until, for: ms }: PauseOptions) => ({
  reason,
  until: until ?? (ms === undefined ? undefined : new Date(Date.now() + ms).toISOString()),
});

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function toMilliseconds(text: string): number {
  const match = /^(\d{1,5})([mhd])$/.exec(text.trim());
  if (!match) throw new InvalidArgumentError('A duration is such as 30m, 2h or 1d.');
  return Number(match[1]) * units[match[2] as keyof typeof units];
}
