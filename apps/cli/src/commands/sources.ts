import { dayMs, paceText } from '@tickermill/core';
import { SourceDaysResponse, SourcesResponse, SourceView } from '@tickermill/core/contracts';
import { Command, InvalidArgumentError } from 'commander';
import { findApi } from '../api-client.ts';
import { type PauseOptions, toPause, withPauseOptions } from '../pause-options.ts';
import { count, instant, print, table } from '../terminal.ts';

/** `tickermill sources`: how each is, and an operator's hold on them. */
export function sourcesCommand(): Command {
  const sources = new Command('sources')
    .description('Every source: its pace, its quota, its state.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'sources', SourcesResponse);
      if (json) print(JSON.stringify(items));
      else for (const line of describe(items)) print(line);
    });
  sources
    .command('pace')
    .description('Set the pace of a source, for every worker at once: 8/s, 40/min, 500/day.')
    .argument('<source>', 'such as sec-edgar or yahoo')
    .argument('<pace>', 'requests per s, min, h or day', toPace)
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, pace: SourceView['pace'], { json }: { json?: boolean }) => {
      const body = { pace };
      const source = await findApi().ask('PATCH', `sources/${encodeURIComponent(id)}`, SourceView, { body });
      if (json) return print(JSON.stringify(source));
      print(`  ${source.id} gets ${paceOf(source.pace)}, at most ${paceOf(source.max_pace)}`);
    });
  sources
    .command('days')
    .description('The requests to each source, their failures and latencies, day by day.')
    .option('--days <number>', 'so many days (30)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ days, json }: { days?: string; json?: boolean }) => {
      const answer = await findApi().ask('GET', 'sources/days', SourceDaysResponse, { query: { days } });
      if (json) return print(JSON.stringify(answer));
      const ms = (latency: number | null) => (latency === null ? '–' : `${count(latency)} ms`);
      const rows = answer.items.map(({ source, day, requests, failures, throttles, p50_ms, p95_ms }) => [
        source,
        day,
        ...[requests, failures, throttles].map(count),
        ms(p50_ms),
        ms(p95_ms),
      ]);
      for (const line of table(['source', 'day', 'requests', 'failures', 'throttles', 'p50', 'p95'], rows)) print(line);
    });
  const does = {
    pause: 'Send a source no requests until an instant, or until it is resumed.',
    resume: 'End a pause. A source that is quiet stays so until it has been probed.',
  } as const;
  for (const [action, description] of Object.entries(does)) {
    const command = sources.command(action).description(description).argument('<source>', 'such as sec-edgar or yahoo');
    if (action === 'pause') withPauseOptions(command);
    command
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json, ...pause }: { json?: boolean } & PauseOptions) => {
        const body = action === 'pause' ? toPause(pause) : undefined;
        const source = await findApi().ask('POST', `sources/${encodeURIComponent(id)}/${action}`, SourceView, { body });
        print(json ? JSON.stringify(source) : `  ${source.id} is ${stateOf(source)}`);
      });
  }
  return sources;
}

const describe = (items: readonly SourceView[]): string[] =>
  table(
    ['source', 'state', 'pace', 'highest', 'quota', 'requests', 'waiting', 'queued', 'running'],
    items.map((source) => [
      source.id,
      stateOf(source),
      paceOf(source.pace),
      paceOf(source.max_pace),
      source.quota ? `${count(source.quota.used)} of ${count(source.quota.limit)} a day` : 'none',
      ...[source.requests, source.waiting, source.queued, source.running].map(count),
    ]),
  );

function stateOf({
  enabled,
  state,
  quiet_until,
  quiet_reason,
  paused_by,
  pause_reason,
  pause_until,
}: SourceView): string {
  if (!enabled) return 'off: no key, or not in PRICE_SOURCES';
  if (state === 'paused') {
    const end = pause_until ? ` until ${instant(pause_until)}` : '';
    return `paused${paused_by ? ` by ${paused_by}` : ''}${end}${pause_reason ? ` (${pause_reason})` : ''}`;
  }
  return quiet_until ? `${state} until ${quiet_until.slice(11, 19)} UTC (${quiet_reason})` : state;
}

const paceOf = ({ requests, per_ms }: SourceView['pace']) => paceText({ requests, perMs: per_ms });

const units = { s: 1_000, min: 60_000, h: 3_600_000, day: dayMs } as const;

/** Reads `8/s`, `40/min`, `30/h`, `25/day`. */
function toPace(text: string): SourceView['pace'] {
  const match = /^(\d{1,6})\/(s|min|h|day)$/.exec(text.trim());
  if (!match) throw new InvalidArgumentError('A pace is such as 8/s, 40/min, 30/h or 25/day.');
  return { requests: Number(match[1]), per_ms: units[match[2] as keyof typeof units] };
}
