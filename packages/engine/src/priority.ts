import type { Trigger } from '@tickermill/store';

/** Classes of priority, bands of ten: what is asked first. Within a class a throttled task loses one step. */
const classOf = { manual: 20, retry: 30, tracked: 40, schedule: 50, late: 50, backfill: 90 } as const satisfies Record<
  Trigger,
  number
>;

export const priorityOf = (trigger: Trigger): number => classOf[trigger];
