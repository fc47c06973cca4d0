import { type ErrorCode, PipelineError } from '@tickermill/core';
import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';

/** What to do about a failure where the catalogue speaks to a program and not to a person at a terminal. */
const actions: Partial<Record<ErrorCode, string>> = {
  INVALID_INPUT: 'Correct it and repeat the command; --help says what is allowed.',
  UNAUTHORIZED:
    'Set TICKERMILL_TOKEN to a token that holds ("tickermill token create NAME" makes one), or unset it to use the local one.',
  UNKNOWN_TICKER: 'The list of companies is read again at most once an hour.',
  FORBIDDEN: 'Set TICKERMILL_TOKEN to a token of that role.',
};

/** Failures that mean an invalid command: nothing was done. */
const usageCodes: readonly ErrorCode[] = ['CONFIG_INVALID', 'INVALID_INPUT'];

interface FailureReport {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** A failure of a command in two lines: what happened, and what to do about it. A stack is for the debug level alone. */
export function reportFailure(error: unknown, command: Command | null, isDebugging: boolean): FailureReport {
  if (error instanceof PipelineError) {
    const message = error.code === 'INVALID_INPUT' && command ? asTyped(error.message, command) : error.message;
    const exitCode = usageCodes.includes(error.code) ? exitCodes.usage : exitCodes.failed;
    return { lines: [message, actions[error.code] ?? error.entry.action], exitCode };
  }
  if (isDebugging) return { lines: [(error as Error).stack ?? String(error)], exitCode: exitCodes.failed };
  const { message, path, syscall } = error as NodeJS.ErrnoException;
  const lines =
    path !== undefined && syscall !== undefined
      ? [message, 'See that this user may read and write there.']
      : [`A defect of Tickermill: ${message}`, 'LOG_LEVEL=debug prints where it arose. Please report it with that.'];
  return { lines, exitCode: exitCodes.failed };
}

/** Options that are called otherwise than the field of the API that they fill. */
const otherwise: Readonly<Record<string, string>> = {
  from: '--since',
  owner: '--insider',
  settings: '--set',
  thresholds: '--set',
  wall_time: '--time',
  warning_minutes: '--warning',
  critical_minutes: '--critical',
};

/**
 * `days_back: must be at least 1` as `--days-back: must be at least 1`; a field that is an argument as `<ticker>`; a part
 * of a field that an option gives by its name as `--set port`.
 */
function asTyped(message: string, command: Command): string {
  const named = (field: string): string => {
    const [name = '', part = ''] = field.split('.');
    const longs = [`--${name.replaceAll('_', '-')}`, otherwise[name]];
    const option = command.options.find(({ long }) => longs.includes(long ?? ''));
    const argument = command.registeredArguments.find((each) => [each.name(), `${each.name()}s`].includes(name));
    if (option) return /^[a-z]/.test(part) ? `${option.long} ${part}` : `${option.long}`;
    return argument ? `<${argument.name()}>` : field;
  };
  return message.replaceAll(/(^|; )([a-z][\w.]*): /g, (_, before, field) => `${before}${named(field)}: `);
}
