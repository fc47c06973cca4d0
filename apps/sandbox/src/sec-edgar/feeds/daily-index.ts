// Writes the daily index of a filing day in both of EDGAR's formats.

import { addDays, type Day, instantOf } from '@tickermill/core';
import { isFilingDay } from '../../market/filing-days.ts';
import { drawsFor } from '../../random.ts';
import type { MarketFiling } from '../market-day.ts';

const zone = 'America/New_York';
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const compact = (day: Day) => day.replaceAll('-', '');

/** The files of EDGAR's daily index: by CIK with pipes, or by form in columns. */
export type IndexFormat = 'master' | 'form';

const indexPath = /^\/Archives\/edgar\/daily-index\/(\d{4})\/QTR([1-4])\/(master|form)\.(\d{4})(\d{2})(\d{2})\.idx$/;

/** Which index a path names; null for anything else, and for a day that lies in another quarter. */
export function indexOfPath(path: string): { day: Day; format: IndexFormat } | null {
  const [, folder, quarter, format, year, month, day] = indexPath.exec(path) ?? [];
  if (year !== folder || Math.ceil(Number(month) / 3) !== Number(quarter)) return null;
  return { day: `${year}-${month}-${day}`, format: format as IndexFormat };
}

const directoryPath = /^\/Archives\/edgar\/(daily-index\/(\d{4})\/QTR([1-4])\/)index\.json$/;

const ends = [
  ['01-01', '03-31'],
  ['04-01', '06-30'],
  ['07-01', '09-30'],
  ['10-01', '12-31'],
] as const;

/** Which quarter the directory of a path is of; null for anything else. */
export function quarterOfPath(path: string): { name: string; from: Day; to: Day } | null {
  const [, name, year, quarter] = directoryPath.exec(path) ?? [];
  if (name === undefined) return null;
  const [first, last] = ends[Number(quarter) - 1] ?? ['', ''];
  return { name, from: `${year}-${first}`, to: `${year}-${last}` };
}

/** `index.json` of a directory: the files of these days. */
export function indexDirectory(name: string, days: readonly Day[]) {
  const item = days.flatMap((day) =>
    ['form', 'master'].map((format) => ({
      'last-modified': '',
      name: `${format}.${compact(day)}.idx`,
      type: 'text.gif',
      href: `${format}.${compact(day)}.idx`,
      size: '',
    })),
  );
  return { directory: { item, name, 'parent-dir': '../' } };
}

/** When the index of a filing day is there: in the night after it, now and then only in the next morning. Null: never. */
export function indexPublishedAt(seed: number, day: Day): Date | null {
  if (!isFilingDay(day)) return null;
  const draws = drawsFor(seed, 'index published', day);
  const isLate = draws.chance(1 / 12);
  const base = isLate ? instantOf(`${addDays(day, 1)}T06:15:00`, zone) : instantOf(`${day}T22:00:00`, zone);
  return new Date(base.getTime() + draws.int(0, isLate ? 300 : 360) * 60_000);
}

/** The text of an index of a day, in one of its formats. */
export function dailyIndex(day: Day, filings: readonly MarketFiling[], format: IndexFormat): string {
  const lines = filings.flatMap(({ accession, form, filedOn, parties }) =>
    parties.map(({ cik, name }) => ({
      form,
      name,
      cik: String(Number(cik)),
      date: compact(filedOn),
      file: `edgar/data/${Number(cik)}/${accession}.txt`,
    })),
  );
  const byText = (one: string, other: string) => (one < other ? -1 : 1);
  const [year, month = '', date] = day.split('-');
  const received = `Last Data Received:    ${months[Number(month) - 1]} ${date}, ${year}`;
  const contact = ['Comments:              webmaster@sec.gov', 'Anonymous FTP:         ftp://ftp.sec.gov/edgar/'];
  if (format === 'master') {
    const rows = lines
      .sort((a, b) => byText(`${a.cik} ${a.form} ${a.file}`, `${b.cik} ${b.form} ${b.file}`))
      .map(({ cik, name, form, date, file }) => [cik, name, form, date, file].join('|'));
    const title = 'Description:           Daily Index of EDGAR Dissemination Feed';
    const heading = ['CIK|Company Name|Form Type|Date Filed|File Name', '-'.repeat(80)];
    return [title, received, ...contact, ' ', ...heading, ...rows, ''].join('\n');
  }
  const columns = (form: string, name: string, cik: string, date: string, file: string) =>
    form.padEnd(12) + (name.length > 60 ? `${name}  ` : name.padEnd(62)) + cik.padEnd(12) + date.padEnd(12) + file;
  const rows = lines
    .sort((a, b) => byText(`${a.form} ${a.name} ${a.file}`, `${b.form} ${b.name} ${b.file}`))
    .map(({ form, name, cik, date, file }) => columns(form, name, cik, date, file).padEnd(150));
  const title = 'Description:           Daily Index of EDGAR Dissemination Feed by Form Type';
  const heading = [columns('Form Type', 'Company Name', 'CIK', 'Date Filed', 'File Name'), '-'.repeat(141)];
  return [title, received, ...contact, ' ', ' ', ' ', ' ', ...heading, ...rows, ''].join('\n');
}
