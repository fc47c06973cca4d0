import type { Day } from '@tickermill/core';
import { sources } from '@tickermill/upstream';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const weekday = (day: Day): string => weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';

/** `Tuesday, 2026-11-17`. */
export const onDay = (day: Day): string => `${weekday(day)}, ${day}`;

/** The display name of a source; a provider that is no source keeps its own. */
export const sourceName = (id: string): string => Object.values(sources).find((source) => source.id === id)?.name ?? id;
