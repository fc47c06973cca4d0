import { PipelineError, Severity } from '@tickermill/core';
import {
  CheckPreviewView,
  ChecksRequested,
  ChecksResponse,
  CheckView,
  FindingDetail,
  FindingsResponse,
  type FindingView,
} from '@tickermill/core/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { findApi } from '../api-client.ts';
import { exemptCommand, exemptionsCommand } from '../exemptions.ts';
import { count, counted, green, instant, print, table, wrapped } from '../terminal.ts';

interface Wanted {
  check?: string;
  ticker?: string;
  all?: boolean;
  exempt?: boolean;
  archived?: boolean;
  limit?: string;
  json?: boolean;
}

/** `tickermill qa`: what the checks have found, and what to do; running and setting them. */
export function qaCommand(): Command {
  const command = new Command('qa')
    .description('What the checks of stored data have found, by check, with what to do.')
    .option('--check <check>', 'of this check alone')
    .option('--ticker <ticker>', 'of this ticker alone')
    .addOption(new Option('--all', 'those that are exempt or resolved as well').conflicts(['exempt', 'archived']))
    .addOption(new Option('--exempt', 'those alone that are under an exemption').conflicts('archived'))
    .option('--archived', 'the archive: those resolved long ago')
    .option('--limit <number>', 'at most so many (50)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ check, ticker, all, exempt, archived, limit, json }: Wanted) => {
      const state = all ? 'all' : exempt ? 'exempt' : archived ? 'archived' : 'open';
      const query = { check, ticker, limit, state };
      const { items } = await findApi().ask('GET', 'qa/findings', FindingsResponse, { query });
      const isNarrowed = check !== undefined || ticker !== undefined || state !== 'open';
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(isNarrowed ? '  there is no such finding' : `  ${green('✓')} nothing is open`);
      else for (const line of describeFindings(items)) print(line);
    });
  command
    .command('run')
    .description('Run the checks now, on what has changed.')
    .option('--check <check>', 'this check alone')
    .option('--whole', 'on everything that is stored')
    .option('--json', 'print the answer as JSON')
    .action(async ({ check, whole, json }: { check?: string; whole?: boolean; json?: boolean }) => {
      const query = { check, ...(whole ? { whole: 'true' } : {}) };
      const { run_id } = await findApi().ask('POST', 'qa/run', ChecksRequested, { query });
      if (json) print(JSON.stringify({ run_id }));
      else print(`  ${green('✓')} run ${run_id} checks: see "tickermill runs ${run_id}", then "tickermill qa"`);
    });
  command
    .command('show')
    .description('A finding with its history: the runs that found and mended it, the sources asked.')
    .argument('<finding>', 'its number, as "qa" lists it')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const finding = await findApi().ask('GET', `qa/findings/${encodeURIComponent(id)}`, FindingDetail);
      if (json) print(JSON.stringify(finding));
      else for (const line of describeFinding(finding)) print(line);
    });
  command
    .command('resolve')
    .description('Resolve a finding, for as long as its evidence stays the same.')
    .argument('<finding>', 'its number, as "qa" lists it')
    .option('--note <text>', 'why')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { note, json }: { note?: string; json?: boolean }) => {
      const place = `qa/findings/${encodeURIComponent(id)}/resolve`;
      const finding = await findApi().ask('POST', place, FindingDetail, { body: note === undefined ? {} : { note } });
      if (json) print(JSON.stringify(finding));
      else print(`  ${green('✓')} finding ${id} is resolved`);
    });
  command.addCommand(exemptCommand());
  command.addCommand(exemptionsCommand());
  command.addCommand(thresholdsCommand());
  return command;
}

interface WantedCheck {
  set?: Record<string, number>;
  preview?: boolean;
  severity?: Severity;
  yellow?: number;
  red?: number;
  enable?: boolean;
  disable?: boolean;
  json?: boolean;
}

/** `tickermill qa thresholds`: how checks are set, and setting them. */
const thresholdsCommand = (): Command =>
  new Command('thresholds')
    .description('How the checks are set; with --set: change one; with --preview: what it would find.')
    .argument('[check]', 'such as price_jump; all of them without it')
    .option('--set <name=value>', 'a threshold of the check; may be given again', collectThreshold)
    .option('--preview', 'change nothing: say what it would find in the last 30 days')
    .addOption(new Option('--severity <severity>', 'of its findings').choices(Severity.options))
    .option('--yellow <number>', 'above what its roll-up is yellow', toNumber)
    .option('--red <number>', 'above what its roll-up is red', toNumber)
    .option('--enable', 'run it')
    .addOption(new Option('--disable', 'run it no more, and resolve what it has found').conflicts('enable'))
    .option('--json', 'print the answer as JSON')
    .action(async (check: string | undefined, { set, preview, json, enable, disable, ...change }: WantedCheck) => {
      const changes = {
        ...change,
        ...(enable ? { enabled: true } : disable ? { enabled: false } : {}),
      };
      const isChange = set !== undefined || Object.keys(changes).length > 0;
      if (check === undefined && (preview || isChange)) throw new PipelineError('INVALID_INPUT', 'Name the check.');
      if (preview && Object.keys(changes).length > 0) {
        throw new PipelineError('INVALID_INPUT', 'What --preview shows depends on --set alone: leave out the rest.');
      }
      const api = findApi();
      const place = `qa/checks/${encodeURIComponent(check ?? '')}`;
      if (preview) {
        const answer = await api.ask('POST', `${place}/preview`, CheckPreviewView, { body: { thresholds: set ?? {} } });
        if (json) print(JSON.stringify(answer));
        else for (const line of describePreview(answer)) print(line);
        return;
      }
      const body = { ...changes, ...(set ? { thresholds: set } : {}) };
      const { items } = isChange
        ? { items: [await api.ask('PUT', place, CheckView, { body })] }
        : await api.ask('GET', 'qa/checks', ChecksResponse);
      const shown = check === undefined ? items : items.filter((each) => each.check === check);
      if (shown.length === 0) throw new PipelineError('NOT_FOUND', `There is no check ${check}.`);
      if (json) print(JSON.stringify(shown));
      else for (const line of table(checkHeadings, shown.map(toCheckRow))) print(line);
    });

function collectThreshold(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === '' || !Number.isFinite(Number(value))) throw new InvalidArgumentError('Such as percent=50.');
  return { ...before, [name]: Number(value) };
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}

/** By check: how many, what they mean, what to do, and each of them. */
function describeFindings(findings: readonly FindingView[]): string[] {
  const byCheck = new Map<string, FindingView[]>();
  for (const finding of findings) byCheck.set(finding.check, [...(byCheck.get(finding.check) ?? []), finding]);
  return [...byCheck].flatMap(([check, all]) => [
    '',
    `  ${check}: ${counted(all.length, 'finding')}`,
    ...wrapped(all[0]?.remedy ?? '', 100).map((line) => `    ${line}`),
    ...table(findingHeadings, all.map(toFindingRow)),
  ]);
}

const findingHeadings = ['finding', 'symbol', 'date', 'severity', 'evidence', 'fetched', 'state'];
const toFindingRow = ({ id, symbol, date, severity, details, fetches, ...finding }: FindingView): string[] => [
  id,
  symbol,
  date,
  severity,
  evidence(details),
  fetches === 0 ? '–' : count(fetches),
  stateOf(finding),
];

function stateOf({
  resolved_as,
  resolved_by,
  exemption,
}: Pick<FindingView, 'resolved_as' | 'resolved_by' | 'exemption'>): string {
  if (exemption !== null) return `exempt until ${exemption.until}`;
  return resolved_as === null ? 'open' : `resolved (${resolved_by ?? resolved_as})`;
}

/** At most so much of the evidence is shown in a line. */
const maxEvidence = 60;

function evidence(details: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(details)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
  return text.length > maxEvidence ? `${text.slice(0, maxEvidence)}…` : text;
}

function describeFinding({ history, ...finding }: FindingDetail): string[] {
  const found = finding.run_id === null ? '' : ` by run ${finding.run_id}`;
  const asked = history.map(
    ({ run_id, requested_at, state, sources }) =>
      `  fetched again ${instant(requested_at)} by run ${run_id}: ${sources.join(', ') || 'no source yet'}, ${state ?? 'not planned yet'}`,
  );
  const { resolved_at, resolved_as, resolved_by, resolved_run_id, note, exemption } = finding;
  const mender = resolved_by ?? (resolved_run_id === null ? resolved_as : `${resolved_as}, run ${resolved_run_id}`);
  return [
    '',
    `  ${finding.check}  ${finding.symbol}  ${finding.date}  ${finding.severity}`,
    ...Object.entries(finding.details).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    `  found ${instant(finding.created_at)}${found}, last seen ${instant(finding.seen_at)}`,
    ...asked,
    exemption !== null
      ? `  exempt until ${exemption.until} by exemption ${exemption.id} of ${resolved_by}: ${exemption.reason}`
      : resolved_at === null
        ? '  open'
        : `  resolved ${instant(resolved_at)} (${mender})${note ? `: ${note}` : ''}`,
    ...wrapped(finding.remedy, 100).map((line) => `  ${line}`),
    '',
  ];
}

const describePreview = ({ check, from, found, found_now, symbols, sample }: CheckPreviewView): string[] => [
  `  ${check} would find ${counted(found, 'violation')} of ${counted(symbols, 'symbol')} since ${from}; now it finds ${count(found_now)}`,
  ...(sample.length === 0
    ? []
    : table(
        ['symbol', 'date', 'evidence'],
        sample.map(({ symbol, date, details }) => [symbol, date, evidence(details)]),
      )),
];

const checkHeadings = [
  'check',
  'colour',
  'open',
  'exempt',
  'severity',
  'thresholds',
  'yellow above',
  'red above',
  'last success',
];
const toCheckRow = ({
  check,
  colour,
  open,
  exempt,
  severity,
  thresholds,
  roll_up,
  enabled,
  succeeded_at,
}: CheckView): string[] => [
  check,
  enabled ? colour : 'disabled',
  count(open.info + open.warning + open.critical),
  count(exempt),
  severity,
  thresholds.map(({ name, value }) => `${name}=${value}`).join(' ') || '–',
  `${roll_up.yellow}${roll_up.measure === 'share' ? ' %' : ''}`,
  `${roll_up.red}${roll_up.measure === 'share' ? ' %' : ''}`,
  succeeded_at === null ? 'never' : instant(succeeded_at),
];
