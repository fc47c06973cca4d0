import { readChannel, silences } from '@tickermill/alerts';
import { PipelineError } from '@tickermill/core';
import { type AlertView, alertRoutes } from '@tickermill/core/contracts';
import {
  ackAlert,
  ackCriticals,
  addAlertChannel,
  addSilence,
  alertChannelSecrets,
  alertChannels,
  alertsByIds,
  changeAlertChannel,
  deliveriesOfAlert,
  endMutes,
  endSilence,
  listAlerts,
  type NewSilence,
  removeAlertChannel,
  silencesAt,
} from '@tickermill/store/alerts';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewAlert, viewAlertChannel, viewAlertDetail, viewSilence } from '../views/alerts.ts';

const minuteMs = 60_000;
/** More alerts are not open at once than a preview could show. */
const maxPreviewed = 1_000;

const columns: Columns<AlertView> = {
  id: ({ id }) => id,
  class: (alert) => alert.class,
  kind: ({ kind }) => kind,
  cause: ({ cause }) => cause,
  severity: ({ severity }) => severity,
  state: ({ state }) => state,
  headline: ({ headline }) => headline,
  source: ({ source }) => source,
  dataset: ({ dataset }) => dataset,
  ticker: ({ ticker }) => ticker,
  check: ({ check }) => check,
  count: ({ count }) => count,
  opened_at: ({ opened_at }) => opened_at,
  changed_at: ({ changed_at }) => changed_at,
  closed_at: ({ closed_at }) => closed_at,
  acked_at: ({ acked_at }) => acked_at,
  acked_by: ({ acked_by }) => acked_by,
  ack_note: ({ ack_note }) => ack_note,
};

/** Alerts: what is wrong, where it is sent, and what is not sent for a while. */
export function serveAlerts({ store, now, testAlertChannel }: ApiContext): ServedRoute[] {
  const { db } = store;
  return [
    serve(alertRoutes.list, async ({ query, request, response }) => {
      const items = (await listAlerts(db, query, rangeOf(request, query))).map(viewAlert);
      if (await sentAsCsv(request, response, { name: 'alerts', columns, items, query })) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
    serve(alertRoutes.get, async ({ params: { id } }) => {
      const [alert] = await alertsByIds(db, [id]);
      if (!alert) throw unknown('alert', id);
      return reply(200, viewAlertDetail(alert, await deliveriesOfAlert(db, id)));
    }),
    serveChange(alertRoutes.ack, ({ params: { id }, body, caller, change }) =>
      change(async ({ store: { db: tx } }) => {
        const acked = await ackAlert(tx, id, { by: caller.name, note: body.note ?? null, at: now() });
        if (!acked) throw unknown('alert', id);
        return reply(200, viewAlert(acked));
      }),
    ),
    serveChange(alertRoutes.ackAll, ({ caller, change }) =>
      change(async ({ store: { db: tx } }) =>
        reply(200, { acked: await ackCriticals(tx, { by: caller.name, at: now() }) }),
      ),
    ),
    ...channels({ store, now, testAlertChannel }),
    serveChange(alertRoutes.mute, ({ body, caller, change }) => {
      const mute = toSilence({ reason: body.reason, minutes: body.minutes }, caller.name, now());
      return change(async ({ store: { db: tx } }) => reply(200, viewSilence(await addSilence(tx, mute))));
    }),
    serveChange(alertRoutes.unmute, ({ change }) =>
      change(async ({ store: { db: tx } }) => {
        await endMutes(tx, now());
        return reply(204);
      }),
    ),
    serve(alertRoutes.listSilences, async () => reply(200, { items: (await silencesAt(db, now())).map(viewSilence) })),
    serveChange(alertRoutes.addSilence, ({ body, query, caller, change }) => {
      const silence = toSilence(body, caller.name, now());
      return change(async ({ store: { db: tx } }) => {
        if (!query.dry_run) return reply(201, viewSilence(await addSilence(tx, silence)));
        const open = await listAlerts(tx, { state: 'open' }, { limit: maxPreviewed, offset: 0 });
        return reply(200, { would_hold: open.filter((alert) => silences(silence, alert)).map(viewAlert) });
      });
    }),
    serveChange(alertRoutes.endSilence, ({ params: { id }, change }) =>
      change(async ({ store: { db: tx } }) => {
        if (!(await endSilence(tx, id, now()))) throw unknown('silence', id);
        return reply(204);
      }),
    ),
  ];
}

function channels({ store, now, testAlertChannel }: Pick<ApiContext, 'store' | 'now' | 'testAlertChannel'>) {
  const { db } = store;
  return [
    serve(alertRoutes.listChannels, async () => reply(200, { items: (await alertChannels(db)).map(viewAlertChannel) })),
    serveChange(alertRoutes.addChannel, ({ body, caller, change }) => {
      const { name, kind, settings, secret, min_severity: minSeverity, watch_matches: watchMatches } = body;
      const createdBy = caller.name;
      const channel = { name, kind, settings, secret, minSeverity, watchMatches, createdBy };
      return change(async ({ store: { db: tx } }) => {
        const added = await addAlertChannel(tx, channel, now());
        if (added) return reply(201, viewAlertChannel(added));
        throw new PipelineError('INVALID_INPUT', `name: there is a channel called ${name} already.`, {
          detail: { field: 'name' },
        });
      });
    }),
    serveChange(alertRoutes.changeChannel, ({ params: { id }, body, change }) =>
      change(async ({ store: { db: tx } }) => {
        const known = await alertChannelSecrets(tx, id);
        if (!known) throw unknown('alert channel', id);
        const { settings, secret } = body;
        const read = readChannel(known.kind, { settings: settings ?? known.settings, secret: secret ?? known.secret });
        const changed = await changeAlertChannel(tx, id, {
          ...(settings ? { settings: read.settings } : {}),
          ...(secret ? { secret: read.secret } : {}),
          minSeverity: body.min_severity,
          watchMatches: body.watch_matches,
          enabled: body.enabled,
        });
        if (!changed) throw unknown('alert channel', id);
        return reply(200, viewAlertChannel(changed));
      }),
    ),
    serveChange(alertRoutes.removeChannel, ({ params: { id }, change }) =>
      change(async ({ store: { db: tx } }) => {
        if (!(await removeAlertChannel(tx, id))) throw unknown('alert channel', id);
        return reply(204);
      }),
    ),
    serve(alertRoutes.testChannel, async ({ params: { id } }) => {
      const channel = await alertChannelSecrets(db, id);
      if (!channel) throw unknown('alert channel', id);
      return reply(200, await testAlertChannel(channel));
    }),
  ];
}

interface AskedSilence {
  readonly reason: string;
  readonly minutes: number;
  readonly until_recovered?: boolean | undefined;
  readonly check?: string | undefined;
  readonly source?: string | undefined;
  readonly dataset?: string | undefined;
  readonly ticker?: string | undefined;
  readonly severity?: NewSilence['severity'] | undefined;
}

const toSilence = (
  { reason, minutes, until_recovered, check, source, dataset, ticker, severity }: AskedSilence,
  createdBy: string,
  now: Date,
): NewSilence => ({
  reason,
  check: check ?? null,
  source: source ?? null,
  dataset: dataset ?? null,
  ticker: ticker ?? null,
  severity: severity ?? null,
  untilRecovered: until_recovered ?? false,
  startsAt: now,
  endsAt: new Date(now.getTime() + minutes * minuteMs),
  createdBy,
});

const unknown = (what: string, id: bigint) => new PipelineError('NOT_FOUND', `There is no ${what} ${id}.`);
