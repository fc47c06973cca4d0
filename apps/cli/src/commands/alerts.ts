import type { Severity } from '@tickermill/core';
import { AlertDetail, AlertsResponse, type AlertView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { bold, count, dim, instant, print, red, table, yellow } from '../terminal.ts';

interface Options {
  all?: boolean;
  limit?: string;
  json?: boolean;
}

/** `tickermill alerts`: what is wrong, or one alert with its evidence and its messages. */
export function alertsCommand(): Command {
  return new Command('alerts')
    .description('What is wrong now; with a number, one alert with its evidence and its messages.')
    .argument('[alert]', 'the number of one')
    .option('--all', 'those that are over too')
    .option('--limit <number>', 'at most so many (50)')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string | undefined, { all, limit, json }: Options) => {
      const api = findApi();
      if (id !== undefined) {
        const alert = await api.ask('GET', `alerts/${encodeURIComponent(id)}`, AlertDetail);
        if (json) print(JSON.stringify(alert));
        else for (const line of describe(alert)) print(line);
        return;
      }
      const query = { limit, ...(all ? {} : { state: 'open' }) };
      const { items } = await api.ask('GET', 'alerts', AlertsResponse, { query });
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(dim(all ? '  there are none' : '  nothing is wrong'));
      else for (const line of table(headings, items.map(toRow))) print(line);
    });
}

const headings = ['alert', 'severity', 'what', 'events', 'since', 'over', 'acknowledged'];

function toRow({
  id,
  severity,
  headline,
  count: events,
  opened_at,
  closed_at,
  acked_by,
  held_by,
}: AlertView): string[] {
  const what = held_by === null ? headline : `${headline} (explained by ${held_by})`;
  const over = closed_at === null ? '–' : instant(closed_at);
  return [id, coloured(severity), what, count(events), instant(opened_at), over, acked_by ?? '–'];
}

/** A severity in its colour. */
const coloured = (severity: Severity) =>
  severity === 'critical' ? red(severity) : severity === 'warning' ? yellow(severity) : severity;

function describe(alert: AlertDetail): string[] {
  const { evidence, next, action, runbook, names, deliveries } = alert;
  return [
    bold(`${alert.severity.toUpperCase()}: ${alert.headline}`),
    ...evidence,
    ...(names.length > 0 ? [`Names: ${names.join(', ')}`] : []),
    `${count(alert.count)} × since ${instant(alert.opened_at)}${alert.closed_at ? `, over since ${instant(alert.closed_at)}` : ''}`,
    ...(alert.held_by ? [`Explained by alert ${alert.held_by}`] : []),
    ...(alert.acked_by ? [`Acknowledged by ${alert.acked_by}${alert.ack_note ? `: ${alert.ack_note}` : ''}`] : []),
    ...(next ? [`Next: ${next}`] : []),
    ...(action ? [`You can: ${action}`] : []),
    ...(runbook ? [`Run-book: ${runbook}`] : []),
    ...(deliveries.length === 0 ? [dim('No message was sent of it.')] : table(sent, deliveries.map(toSentRow))),
  ];
}

const sent = ['channel', 'message', 'state', 'attempts', 'sent', 'error'];
const toSentRow = ({ channel, kind, state, attempts, sent_at, error }: AlertDetail['deliveries'][number]) => [
  channel,
  kind,
  state,
  count(attempts),
  sent_at === null ? '–' : instant(sent_at),
  error ?? '–',
];
