import type { SearchMiddleware, SearchSchemaInput } from '@tanstack/react-router';

/** A search param: how its text is read, and what holds without one. */
interface Field<T> {
  readonly read: (text: string) => T | undefined;
  readonly usual: T;
}
type Fields = Readonly<Record<string, Field<unknown>>>;
type Values<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** Free text; empty without. */
export const text = (): Field<string> => ({ read: (value) => value.trim().slice(0, 200), usual: '' });

/** One of these words; `usual` without, which the URL leaves out. Where *all* is not usual, it is one of the words. */
export const oneOf = <const W extends string>(words: readonly W[], usual: NoInfer<W>): Field<W> => ({
  read: (value) => words.find((word) => word === value),
  usual,
});

/** A whole number from `least` on. */
export const count = (usual: number, least = 1): Field<number> => ({
  read: (value) => (/^\d{1,7}$/.test(value) && Number(value) >= least ? Number(value) : undefined),
  usual,
});

/** A day; empty without. */
export const day = (): Field<string> => ({
  read: (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined),
  usual: '',
});

/** Whether something is on; the URL has it only if it is. */
export const flag = (): Field<boolean> => ({ read: (value) => value === 'true', usual: false });

/** Page number and rows of every table. */
export const paging = { page: count(1), limit: count(50) } as const;

/** Reads the search params of a page. What is not valid is as if it were not there. */
export const searchOf =
  <F extends Fields>(fields: F) =>
  (given: Partial<Values<F>> & SearchSchemaInput): Values<F> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, { read, usual }]) => {
        const value = (given as Record<string, unknown>)[name];
        return [name, value === undefined ? usual : (read(String(value)) ?? usual)];
      }),
    ) as Values<F>;

/** What holds without a param. */
export const usualOf = <F extends Fields>(fields: F): Values<F> =>
  Object.fromEntries(Object.entries(fields).map(([name, { usual }]) => [name, usual])) as Values<F>;

/** Leaves what is usual out of the URL. */
export function leaveOutUsual<F extends Fields>(fields: F): SearchMiddleware<Values<F>> {
  const usual = usualOf(fields) as Record<string, unknown>;
  return ({ search, next }) =>
    Object.fromEntries(Object.entries(next(search)).filter(([name, value]) => value !== usual[name])) as Values<F>;
}

/** A search string as texts alone: `?q=123` is no number. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

/** Every param as the text that it is. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null) params.append(name, String(value));
  const joined = params.toString();
  return joined === '' ? '' : `?${joined}`;
}
