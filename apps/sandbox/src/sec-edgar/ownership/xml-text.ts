import type { Noted } from './filing.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe for an XML document. */
export function escapeXml(text: string, apostrophes: boolean): string {
  if (!/[&<>"']/.test(text)) return text;
  const escaped = text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
  return apostrophes ? escaped.replaceAll("'", '&apos;') : escaped;
}

/** Writes elements at depths of four spaces, as EDGAR's documents do. Every method returns whole lines. */
export interface XmlWriter {
  /** `<name>text</name>`. */
  leaf(depth: number, name: string, text: string): string;
  /** An element around lines. */
  nest(depth: number, name: string, lines: string): string;
  /** A field: its value if it has one, then its footnotes. */
  field(depth: number, name: string, field: Noted): string;
  footnoteIds(depth: number, ids: readonly string[]): string;
}

const indents = ['', '    ', '        ', '            ', '                ', '                    '];
const indent = (depth: number) => indents[depth] ?? '    '.repeat(depth);

/** Opens a writer that escapes apostrophes or, like most software, leaves them. */
export function xmlWriter(escapesApostrophes: boolean): XmlWriter {
  const leaf = (depth: number, name: string, text: string) =>
    `${indent(depth)}<${name}>${escapeXml(text, escapesApostrophes)}</${name}>\n`;
  const nest = (depth: number, name: string, lines: string) =>
    `${indent(depth)}<${name}>\n${lines}${indent(depth)}</${name}>\n`;
  const footnoteIds = (depth: number, ids: readonly string[]) =>
    ids.map((id) => `${indent(depth)}<footnoteId id="${id}"/>\n`).join('');
  return {
    leaf,
    nest,
    footnoteIds,
    field(depth, name, { value, notes }) {
      const lines = value === null ? '' : leaf(depth + 1, 'value', value);
      return nest(depth, name, lines + footnoteIds(depth + 1, notes));
    },
  };
}
