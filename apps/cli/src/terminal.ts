// Output for people: tables, durations, colours and progress steps, for every command.

import path from 'node:path';
import { stripVTControlCharacters, styleText } from 'node:util';
import stringWidth from 'string-width';
import { type CommandHost, commandHost } from './command-host.ts';

function paint(style: Parameters<typeof styleText>[0]): (text: string) => string {
  return (text) => {
    const { stdout, env } = commandHost();
    return stdout.isTTY && !env['NO_COLOR'] ? styleText(style, text) : text;
  };
}

export const bold = paint('bold');
export const dim = paint('dim');
export const green = paint('green');
export const yellow = paint('yellow');
export const red = paint('red');

const esc = '\u001b';
/** Our own colours, or what a terminal would take for a command or for text in another order. */
const controls = new RegExp(`${esc}\\[(?:1|2|22|31|32|33|39)m|[\\p{Cc}\\p{Bidi_Control}\\p{Zl}\\p{Zp}]`, 'gu');

/** A text of an upstream or a user as a terminal may show it: all but our colours is written out, and does nothing. */
export const inert = (text: string): string =>
  text.replaceAll(controls, (found) => (found.length > 1 ? found : escapeOf(found)));

const escapeOf = (char: string) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** Writes one line, or several; what is not ours in them is inert. */
export const print = (line = ''): void => write(commandHost().stdout, line);

/** Writes to the standard error, as `print` does to the other: the output is for the answer alone. */
export const printAside = (line: string): void => write(commandHost().stderr, line);

function write(stream: CommandHost['stdout'], text: string): void {
  stream.write(`${inertLines(text)}\n`);
}

/** A text of several lines as a terminal may show it. */
export const inertLines = (text: string): string => text.split(/\r?\n/).map(inert).join('\n');

/** Writes in place of the line that the terminal of the standard error showed last; an empty one only removes that. */
export function overwrite(line: string): void {
  const { stderr } = commandHost();
  stderr.write(`\r\u001b[2K${fitted(line, stderr.columns)}`);
}

/** `850 ms`, `1.4 s`, `2 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${String(Math.round((ms % 60_000) / 1_000)).padStart(2, '0')} s`;
}

/** The shortest form of a path, seen from the working directory. */
export function shortPath(place: string): string {
  const relative = path.relative(process.cwd(), place);
  return relative.startsWith('..') ? place : relative || '.';
}

/** `2026-11-22 05:53:39 UTC`. */
export const instant = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

/** `12,345`. */
export const count = (number: number | bigint): string => number.toLocaleString('en-US');

/** `12.3 MB`; of less than a tenth of one, `8 kB`. */
export function bytes(size: number): string {
  if (size < 100_000) return `${Math.ceil(size / 1_000)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(2)} GB`;
}

/** `1 filing`, `2 filings`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

/** Does a step of the start and prints that it is done, with the time it took. */
export async function step<T>(
  name: string,
  work: () => Promise<T>,
  remark: (result: T) => string = () => '',
): Promise<T> {
  const began = performance.now();
  const result = await work();
  print(
    `  ${green('✓')} ${name.padEnd(22)} ${duration(performance.now() - began).padStart(9)}   ${dim(remark(result))}`.trimEnd(),
  );
  return result;
}

/**
 * Rows under headings, each column as wide as it needs. Where that is wider than `columns`, a row is a block of lines, one
 * for each cell that has something; in a pipe nothing is too wide.
 */
export function table(
  headings: readonly string[],
  texts: readonly (readonly string[])[],
  columns: number | undefined = commandHost().stdout.columns,
): string[] {
  const rows = texts.map((row) => row.map(inert));
  const widths = headings.map((heading, index) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[index] ?? '')), stringWidth(heading)),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, index) => padded(cell, widths[index])).join('   ')}`.trimEnd();
  const lines = [line(headings), ...rows.map(line)];
  if (columns && lines.some((each) => stringWidth(each) > columns)) return stacked(headings, rows);
  const [heading = '', ...body] = lines;
  return [dim(heading), ...body];
}

const padded = (cell: string, width = 0) => cell + ' '.repeat(Math.max(0, width - stringWidth(cell)));

function stacked(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...headings.map((heading) => stringWidth(heading)));
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...headings.flatMap((heading, column) =>
      row[column] ? [`  ${dim(padded(heading, width))}   ${row[column]}`] : [],
    ),
  ]);
}

/** A text in lines of at most so many columns, broken between words. */
export function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** A line that is to be overwritten: one that would wrap loses its end and its colours. What is no terminal has 120 columns. */
export function fitted(text: string, columns: number | undefined): string {
  const line = inert(text);
  const end = columns || 120;
  if (stringWidth(line) < end) return line;
  let [kept, width] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(line))) {
    width += stringWidth(segment);
    if (width >= end) break;
    kept += segment;
  }
  return kept;
}
