import { Command } from 'commander';
import { setExitCode } from '../command-host.ts';
import type { Check } from '../doctor/check.ts';
import { exitCodes } from '../exit-codes.ts';
import { counted, dim, green, print, red, yellow } from '../terminal.ts';

/** `tickermill doctor`: whether this machine and its installation are fit, and what to do where not. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Look this machine and its installation over: versions, clocks, disk, servers, sources. Changes nothing.',
    )
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { examine } = await import('../doctor/doctor.ts'); // brings the database along
      const checks = await examine();
      const isFit = checks.every(({ state }) => state !== 'failed');
      if (json) print(JSON.stringify({ ok: isFit, checks }));
      else for (const line of describe(checks)) print(line);
      if (!isFit) setExitCode(exitCodes.failed);
    });
}

const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '–' } as const;
const colours = { ok: green, warning: yellow, failed: red, skipped: dim } as const;

function describe(checks: readonly Check[]): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const bad = checks.filter(({ state }) => state === 'failed').length;
  const odd = checks.filter(({ state }) => state === 'warning').length;
  return [
    '',
    ...checks.flatMap(({ name, state, says, todo }) => [
      `  ${colours[state](marks[state])} ${name.padEnd(width)}   ${state === 'skipped' ? dim(says) : says}`,
      ...(todo === null ? [] : [`    ${' '.repeat(width)}   → ${todo}`]),
    ]),
    '',
    `  ${bad === 0 ? green('fit') : red(`${counted(bad, 'check')} failed`)}${odd > 0 ? `, ${counted(odd, 'warning')}` : ''}`,
    '',
  ];
}
