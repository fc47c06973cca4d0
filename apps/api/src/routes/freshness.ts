import { freshnessRoutes } from '@tickermill/core/contracts';
import { changeDeadline, viewFreshness } from '@tickermill/quality';
import { type Deadline, deadlines } from '@tickermill/store/quality';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';

/** By when datasets have their sessions, and how they stand. */
export function serveFreshness(context: ApiContext): ServedRoute[] {
  return [
    serve(freshnessRoutes.get, async () => {
      const items = await viewFreshness(context);
      return reply(200, {
        items: items.map(({ readyAt, due, lateMinutes, ...each }) => ({
          ...each,
          ready_at: readyAt?.toISOString() ?? null,
          due_session: due.session,
          deadline: due.at.toISOString(),
          late_minutes: lateMinutes,
        })),
      });
    }),
    serve(freshnessRoutes.deadlines, async () =>
      reply(200, { items: (await deadlines(context.store.sql)).map(viewDeadline) }),
    ),
    serveChange(freshnessRoutes.change, ({ params: { dataset, exchange }, body, caller, change }) =>
      change(async (deps) => {
        const changed = await changeDeadline(
          deps.store.db,
          { dataset, mic: exchange },
          {
            wallTime: body.wall_time,
            zone: body.zone,
            warningMinutes: body.warning_minutes,
            criticalMinutes: body.critical_minutes,
            percent: body.percent,
            enabled: body.enabled,
          },
          { by: caller.name },
        );
        return reply(200, viewDeadline(changed));
      }),
    ),
  ];
}

const viewDeadline = ({
  dataset,
  mic,
  wallTime,
  zone,
  warningMinutes,
  criticalMinutes,
  percent,
  enabled,
}: Deadline) => ({
  dataset,
  exchange: mic,
  wall_time: wallTime,
  zone,
  warning_minutes: warningMinutes,
  critical_minutes: criticalMinutes,
  percent,
  enabled,
});
