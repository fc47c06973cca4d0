import { isDay, PipelineError } from '@tickermill/core';
import { PriceChangesView, RecheckResponse } from '@tickermill/core/contracts';
import { findApi } from './api-client.ts';
import { setExitCode } from './command-host.ts';
import { exitCodes } from './exit-codes.ts';
import { followRun } from './progress.ts';
import { counted, green, print, table, yellow } from './terminal.ts';

/** `2026-01-01..2026-03-31` as its days; nothing for the whole series. @throws {PipelineError} `INVALID_INPUT` */
function daysOf(range: string | true): { from?: string; to?: string } {
  if (range === true) return {};
  const [from = '', to = '', ...more] = range.split('..');
  if (more.length === 0 && isDay(from) && isDay(to) && from <= to) return { from, to };
  throw new PipelineError('INVALID_INPUT', `"${range}" is no range of days, such as 2026-01-01..2026-03-31.`);
}

/** Requests stored prices again, waits, and prints what differs. The exit code is 1 if they could not be obtained. */
export async function recheck(ticker: string, range: string | true, { json }: { json: boolean }): Promise<void> {
  const days = daysOf(range);
  const api = findApi();
  const path = `prices/${encodeURIComponent(ticker)}`;
  const { run_id, since } = await api.ask('POST', `${path}/recheck`, RecheckResponse, { query: days });
  const { state, report } = await followRun(api, run_id, `prices of ${ticker}`);
  const changes = await api.ask('GET', `${path}/changes`, PriceChangesView, { query: { since } });
  const wasAsked = state === 'done' && (report.targets_by_state['skipped'] ?? 0) === 0;
  if (!wasAsked) setExitCode(exitCodes.failed);
  if (json) return print(JSON.stringify({ run_id, state, ...changes }));
  const { bars, rescalings, mistrusted_at } = changes;
  const rows = bars.map(({ date, cause, before, after }) => [date, cause, valuesOf(before), '→', valuesOf(after)]);
  const headings = ['date', 'what', 'before', '', 'now (open high low close adj_close volume)'];
  for (const line of rows.length === 0 ? [] : table(headings, rows)) print(line);
  for (const { kind, before, factor } of rescalings) print(`  ${kind}: everything before ${before} times ${factor}`);
  const what = bars.length + rescalings.length === 0 ? 'nothing differs' : `${counted(bars.length, 'session')} differ`;
  const mark = wasAsked ? green('✓') : yellow('!');
  print(`  ${mark} run ${run_id} ${state} · ${wasAsked ? what : 'not obtained'}`);
  if (mistrusted_at !== null)
    print(`  ${yellow('!')} the series is suspect and fetched whole every night until it fits`);
}

const valuesOf = (bar: PriceChangesView['bars'][number]['before']): string =>
  bar === null
    ? '–'
    : [bar.open, bar.high, bar.low, bar.close, bar.adj_close, bar.volume].map((value) => value ?? '–').join(' ');
