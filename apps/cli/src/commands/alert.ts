import { text as readAll } from 'node:stream/consumers';
import { channelKinds, PipelineError, Severity } from '@tickermill/core';
import {
  AlertChannelsResponse,
  AlertChannelView,
  AlertTestView,
  AlertView,
  SilencePreview,
  SilencesResponse,
  SilenceView,
} from '@tickermill/core/contracts';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type ApiClient, findApi } from '../api-client.ts';
import { commandHost } from '../command-host.ts';
import { dim, green, instant, print, printAside, red, table, yellow } from '../terminal.ts';

interface JsonOption {
  json?: boolean;
}

interface AddOptions {
  set?: Readonly<Record<string, string>>;
  secret?: Readonly<Record<string, string>>;
  minSeverity: Severity;
  watchMatches: boolean;
  json?: boolean;
}

interface SilenceOptions {
  reason: string;
  for: number;
  untilRecovered?: boolean;
  check?: string;
  source?: string;
  dataset?: string;
  ticker?: string;
  severity?: Severity;
  dryRun?: boolean;
  json?: boolean;
}

const units = { m: 1, h: 60, d: 1_440 } as const;
const maxMinutes = 30 * units.d;

const namesNothing =
  'Name what is silenced: --check, --source, --dataset, --ticker or --severity. "tickermill alert mute" holds everything.';

const nameHelp = 'its name, as "tickermill alert channels" shows it';

/** `tickermill alert`: where alerts are sent, and what is not sent for a while. */
export function alertCommand(): Command {
  const alert = new Command('alert').description('Alerts: their channels; mute, acknowledge, silence.');
  addChannelCommands(alert);
  addSilenceCommands(alert);
  return alert;
}

function addChannelCommands(alert: Command): void {
  alert
    .command('channels')
    .description('Where alerts are sent, and whether that works.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: JsonOption) => {
      const channels = await channelsOf(findApi());
      if (json) print(JSON.stringify(channels));
      else if (channels.length === 0) print(dim('  there are none: tickermill alert add NAME KIND'));
      else for (const line of table(channelHeadings, channels.map(toChannelRow))) print(line);
    });
  alert
    .command('add')
    .description('Add a channel. Try it then: tickermill alert test NAME.')
    .argument('<name>', 'how it is called: on-call')
    .addArgument(new Argument('<kind>', 'what it is').choices(Object.keys(channelKinds)))
    .option('--set <name=value>', 'a setting, such as chat=42; as often as needed', collect)
    .option('--secret <name=value>', 'a part of its secret; name=- reads it from the standard input', collect)
    .addOption(
      new Option('--min-severity <severity>', 'milder alerts are not sent')
        .choices(Severity.options)
        .default('warning'),
    )
    .option('--no-watch-matches', 'matches of watch rules are not sent')
    .option('--json', 'print the answer as JSON')
    .action(
      async (name: string, kind: string, { set = {}, secret = {}, minSeverity, watchMatches, json }: AddOptions) => {
        const settings = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, toSetting(key, value)]));
        const read = await withInput(secret);
        const body = { name, kind, settings, secret: read, min_severity: minSeverity, watch_matches: watchMatches };
        const added = await findApi().ask('POST', 'alert-channels', AlertChannelView, { body });
        if (json) print(JSON.stringify(added));
        else print(`  ${green('✓')} ${added.name} is added; try it: tickermill alert test ${added.name}`);
      },
    );
  alert
    .command('remove')
    .description('Remove a channel with its queued messages.')
    .argument('<name>', nameHelp)
    .option('--json', 'print the answer as JSON')
    .action(async (name: string, { json }: JsonOption) => {
      const api = findApi();
      await api.ask('DELETE', `alert-channels/${await idOf(api, name)}`, z.null());
      print(json ? JSON.stringify({ removed: name }) : `  ${green('✓')} ${name} is removed`);
    });
  for (const [command, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    alert
      .command(command)
      .description(enabled ? 'Send to a channel again.' : 'Send nothing to a channel, and keep it.')
      .argument('<name>', nameHelp)
      .option('--json', 'print the answer as JSON')
      .action(async (name: string, { json }: JsonOption) => {
        const api = findApi();
        const path = `alert-channels/${await idOf(api, name)}`;
        const changed = await api.ask('PATCH', path, AlertChannelView, { body: { enabled } });
        print(json ? JSON.stringify(changed) : `  ${green('✓')} ${name} is ${command}d`);
      });
  }
  alert
    .command('test')
    .description('Send a test message to a channel now.')
    .argument('<name>', nameHelp)
    .option('--json', 'print the answer as JSON')
    .action(async (name: string, { json }: JsonOption) => {
      const api = findApi();
      const test = await api.ask('POST', `alert-channels/${await idOf(api, name)}/test`, AlertTestView);
      if (json) print(JSON.stringify(test));
      if (!test.delivered) throw new PipelineError('CHANNEL_FAILED', `${name} did not take it: ${test.error}`);
      if (!json) print(`  ${green('✓')} ${name} took it: ${test.headline}`);
    });
}

function addSilenceCommands(alert: Command): void {
  alert
    .command('mute')
    .description('Send no alert for a while: 60m, 2h, 1d.')
    .argument('<duration>', 'how long, 30d at most', toMinutes)
    .option('--reason <reason>', 'why', 'muted')
    .option('--json', 'print the answer as JSON')
    .action(async (minutes: number, { reason, json }: JsonOption & { reason: string }) => {
      const mute = await findApi().ask('POST', 'alerts/mute', SilenceView, { body: { minutes, reason } });
      print(json ? JSON.stringify(mute) : `  ${green('✓')} muted until ${instant(mute.ends_at)}`);
    });
  alert
    .command('unmute')
    .description('Send alerts again.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: JsonOption) => {
      await findApi().ask('DELETE', 'alerts/mute', z.null());
      print(json ? JSON.stringify({ muted: false }) : `  ${green('✓')} alerts are sent again`);
    });
  alert
    .command('ack')
    .description('Take an alert on, or all critical ones: they are not repeated any more.')
    .argument('<alert>', 'its number, or all')
    .option('--note <note>', 'what you say to it')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { note, json }: JsonOption & { note?: string }) => {
      const api = findApi();
      if (id === 'all') {
        const all = await api.ask('POST', 'alerts/ack', z.object({ acked: z.int() }));
        print(json ? JSON.stringify(all) : `  ${green('✓')} acknowledged: ${all.acked}`);
        return;
      }
      const body = note === undefined ? {} : { note };
      const acked = await api.ask('POST', `alerts/${encodeURIComponent(id)}/ack`, AlertView, { body });
      print(json ? JSON.stringify(acked) : `  ${green('✓')} acknowledged: ${acked.headline}`);
    });
  alert
    .command('silence')
    .description('Send none of what is named for a while, with a reason.')
    .requiredOption('--reason <reason>', 'why')
    .addOption(
      new Option('--for <duration>', 'how long: 2h, 7d').argParser(toMinutes).default(maxMinutes, '30d, the most'),
    )
    .option('--until-recovered', 'end it as soon as nothing that it holds is open any more')
    .option('--check <check>', 'findings of this check')
    .option('--source <source>', 'about this source')
    .option('--dataset <dataset>', 'about this dataset')
    .option('--ticker <ticker>', 'about this ticker')
    .addOption(new Option('--severity <severity>', 'of this severity').choices(Severity.options))
    .option('--dry-run', 'only show what it would hold now')
    .option('--json', 'print the answer as JSON')
    .action(async (options: SilenceOptions) => {
      const { for: minutes, untilRecovered, dryRun, json, ...named } = options;
      const { reason: _, ...conditions } = named;
      if (Object.keys(conditions).length === 0) throw new PipelineError('INVALID_INPUT', namesNothing);
      const body = { ...named, minutes, until_recovered: untilRecovered ?? false };
      const contract = z.union([SilencePreview, SilenceView]);
      const answered = await findApi().ask('POST', 'silences', contract, { body, query: { dry_run: dryRun } });
      if (json) print(JSON.stringify(answered));
      else if ('would_hold' in answered) for (const line of preview(answered)) print(line);
      else print(`  ${green('✓')} silence ${answered.id} holds until ${instant(answered.ends_at)}`);
    });
  alert
    .command('silences')
    .description('The silences that hold now; ends one.')
    .option('--end <silence>', 'end this one')
    .option('--json', 'print the answer as JSON')
    .action(async ({ end, json }: { end?: string; json?: boolean }) => {
      const api = findApi();
      if (end !== undefined) {
        await api.ask('DELETE', `silences/${encodeURIComponent(end)}`, z.null());
        printAside(`  ${green('✓')} silence ${end} is ended`);
      }
      const { items } = await api.ask('GET', 'silences', SilencesResponse);
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(dim('  there are none'));
      else for (const line of table(silenceHeadings, items.map(toSilenceRow))) print(line);
    });
}

const channelsOf = async (api: ApiClient) => (await api.ask('GET', 'alert-channels', AlertChannelsResponse)).items;

async function idOf(api: ApiClient, name: string): Promise<string> {
  const channel = (await channelsOf(api)).find((each) => each.name === name);
  if (channel) return channel.id;
  throw new PipelineError('NOT_FOUND', `There is no alert channel ${name}.`);
}

function collect(pair: string, given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(pair) ?? [];
  if (name === '') throw new InvalidArgumentError('Such as chat=42: a name, =, and a value.');
  return { ...given, [name]: value };
}

/** Settings are text, save these. */
function toSetting(name: string, value: string): unknown {
  if (name === 'port') return Number(value);
  if (name === 'commands') return value === 'true';
  return name === 'to' ? value.split(',').map((each) => each.trim()) : value;
}

/** Secrets that stand on no command line, where other users of the machine could read them. */
async function withInput(secret: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const asked = Object.entries(secret).filter(([, value]) => value === '-');
  if (asked.length === 0) return { ...secret };
  const lines = (await readAll(commandHost().stdin)).split(/\r?\n/);
  return { ...secret, ...Object.fromEntries(asked.map(([name], index) => [name, lines[index] ?? ''])) };
}

function toMinutes(text: string): number {
  const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(text.trim()) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Such as 60m, 2h or 7d.');
  const minutes = Number(amount) * units[unit as keyof typeof units];
  if (minutes > maxMinutes) throw new InvalidArgumentError('30d at most.');
  return minutes;
}

const channelHeadings = ['channel', 'kind', 'state', 'from', 'watch matches', 'last sent', 'last error'];
const states = { working: green, failing: red, untested: yellow, disabled: dim };
const toChannelRow = (channel: AlertChannelView) => [
  channel.name,
  channel.kind,
  states[channel.state](channel.state),
  channel.min_severity,
  channel.watch_matches ? 'yes' : 'no',
  channel.last_sent_at === null ? '–' : instant(channel.last_sent_at),
  channel.last_error ?? '–',
];

const silenceHeadings = ['silence', 'holds', 'until', 'by', 'reason'];
function toSilenceRow({ id, reason, ends_at, until_recovered, created_by, ...conditions }: SilenceView): string[] {
  const { check, source, dataset, ticker, severity } = conditions;
  const holds = [check, source, dataset, ticker, severity].filter((condition) => condition !== null).join(', ');
  const until = until_recovered ? `it recovers, or ${instant(ends_at)}` : instant(ends_at);
  return [id, holds === '' ? 'everything' : holds, until, created_by, reason];
}

const preview = ({ would_hold: held }: z.output<typeof SilencePreview>) =>
  held.length === 0
    ? [dim('  it would hold nothing now')]
    : ['It would hold now:', ...held.map(({ id, headline }) => `  ${id}  ${headline}`)];
