// Numbers as people read them. Decimals are the API's texts and are cut as texts: a float would change them.

const grouped = new Intl.NumberFormat('en-US');
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** What is shown where there is no value: an absence is no zero. */
export const absent = '–';
const minus = '−';

/** A count in full: `1,234,567`. */
export const whole = (value: number | null | undefined): string =>
  value === null || value === undefined ? absent : grouped.format(value).replace('-', minus);

/** A count in few characters: `1.2M`. */
export const brief = (value: number): string => short.format(value).replace('-', minus);

/** A change: `+41`, `−3`, `±0`. */
export const change = (value: number): string => (value > 0 ? `+${whole(value)}` : value < 0 ? whole(value) : '±0');

/** A share in percent: `3.2 %`; what is more than nothing is not shown as nothing. */
export function percent(value: number): string {
  if (value > 0 && value < 0.1) return '< 0.1 %';
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits).replace('-', minus)} %`;
}

/** `1 ticker`, `1,204 tickers`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${whole(value)} ${value === 1 ? one : many}`;

/** A decimal of the API with its thousands grouped: `-1234.50` is `−1,234.50`. */
export function decimal(value: string | null | undefined): string {
  if (value === null || value === undefined) return absent;
  const [, sign = '', digits = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(value) ?? [];
  if (digits === '') return value;
  return `${sign === '-' ? minus : ''}${digits.replace(/\B(?=(?:\d{3})+$)/g, ',')}${rest}`;
}

/** A decimal cut to so many places behind the point, rounded half up as text. The full text belongs in a title. */
export function rounded(value: string | null | undefined, places: number): string {
  if (value === null || value === undefined) return absent;
  const [, sign = '', digits = '', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (digits === '') return value;
  const kept = rest.slice(0, places).padEnd(places, '0');
  const scaled = BigInt(digits + kept) + ((rest[places] ?? '0') >= '5' ? 1n : 0n);
  const text = scaled.toString().padStart(places + 1, '0');
  const point = text.length - places;
  return decimal(`${sign}${text.slice(0, point)}${places > 0 ? `.${text.slice(point)}` : ''}`);
}

/** A decimal in few characters, with its currency: `1.2M USD`. Only to be glanced at: the full one is in the title. */
export const briefMoney = (value: string | null, currency: string): string =>
  value === null ? absent : `${brief(Number(value))} ${currency}`;

/** A duration: `850 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`, `3 days`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return absent;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 10) return `${minutes} min ${String(Math.floor((ms % 60_000) / 1_000)).padStart(2, '0')} s`;
  return inMinutes(minutes);
}

/** Whole minutes: `12 min`, `2 h 10 min`, `3 days`. */
export function inMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** A pace: `5 a second`, `40 a minute`. */
export function pace({ requests, per_ms: perMs }: { requests: number; per_ms: number }): string {
  const perSecond = (requests * 1_000) / perMs;
  const [value, span] = perSecond >= 1 ? [perSecond, 'a second'] : [perSecond * 60, 'a minute'];
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${span}`;
}

/** Bytes: `4.2 GB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1_000 ** step;
  return `${scaled >= 100 || step === 0 ? Math.round(scaled) : scaled.toFixed(1)} ${units[step]}`;
}
