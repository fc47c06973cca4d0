import { inflateRawSync } from 'node:zlib';
import { untrusted } from '../listing-file.ts';

/** A row of a sheet: its number from 1, and its cells as text by column, '' where there is none. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A workbook (XLSX) whose sheets are unpacked when they are asked for: London's holds two of 30 MB that no one reads. */
export interface Workbook {
  readonly sheets: readonly string[];
  rows(sheet: string): SheetRow[];
}

/** An entry of a zip unpacks to at most so much. */
const maxPartBytes = 64 * 1024 * 1024;
const maxColumns = 200;

const refused = (code: 'LISTING_STRUCTURE' | 'LISTING_CUT_OFF', why: string) => untrusted(code, 'lse', why);

/**
 * Opens a workbook, reading no more than its names.
 * @throws {PipelineError} `LISTING_STRUCTURE` if it is none, `LISTING_CUT_OFF` if its end is missing.
 */
export function openWorkbook(bytes: Buffer): Workbook {
  const parts = directoryOf(bytes);
  const part = (name: string): string => {
    const read = parts.get(name);
    if (!read) throw refused('LISTING_STRUCTURE', `is a workbook without ${name}.`);
    return read();
  };
  const targets = new Map(
    elements(part('xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes }) => [
      attributes['Id'] ?? '',
      (attributes['Target'] ?? '').replace(/^\/?(?:xl\/)?/, 'xl/'),
    ]),
  );
  const sheets = new Map(
    elements(part('xl/workbook.xml'), 'sheet').map(({ attributes }) => [
      (attributes['name'] ?? '').trim(),
      targets.get(attributes['id'] ?? '') ?? '',
    ]),
  );
  let shared: string[] | undefined;
  const strings = () => {
    shared ??= parts.has('xl/sharedStrings.xml')
      ? elements(part('xl/sharedStrings.xml'), 'si').map(({ inner }) => textsIn(inner))
      : [];
    return shared;
  };
  return {
    sheets: [...sheets.keys()],
    rows(sheet) {
      const xml = part(sheets.get(sheet) ?? '');
      if (!/<\/(?:\w+:)?worksheet>\s*$/.test(xml))
        throw refused('LISTING_CUT_OFF', `breaks off in its sheet "${sheet}".`);
      return rowsOf(xml, strings());
    },
  };
}

/** The entries of a zip by name, found by its central directory; each unpacks when it is read. */
function directoryOf(bytes: Buffer): Map<string, () => string> {
  if (bytes.length === 0) throw refused('LISTING_CUT_OFF', 'is empty.');
  if (bytes.readUInt32LE(0) !== 0x04034b50 || bytes.length < 30) {
    throw refused('LISTING_STRUCTURE', 'is no workbook (XLSX), most often a page.');
  }
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + 22 > bytes.length) throw refused('LISTING_CUT_OFF', 'is a workbook whose end is missing.');
  const parts = new Map<string, () => string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) {
      throw refused('LISTING_CUT_OFF', 'is a workbook whose directory is damaged.');
    }
    const entry = {
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    parts.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), () => unpack(bytes, entry));
    at += 46 + nameLength + extra + comment;
  }
  return parts;
}

function unpack(
  bytes: Buffer,
  { method, packed, size, offset }: { method: number; packed: number; size: number; offset: number },
): string {
  if (size > maxPartBytes) throw refused('LISTING_STRUCTURE', `is a workbook with a part of ${size} bytes.`);
  if (offset + 30 > bytes.length) throw refused('LISTING_CUT_OFF', 'is a workbook of which a part is missing.');
  const begin = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const data = bytes.subarray(begin, begin + packed);
  try {
    const plain = method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
    if (plain.length !== size) throw new RangeError('short');
    return plain.toString('utf8');
  } catch {
    throw refused('LISTING_CUT_OFF', 'is a workbook of which a part is damaged.');
  }
}

interface XmlElement {
  readonly attributes: Readonly<Record<string, string>>;
  readonly inner: string;
}

/** The elements of a name, none within another of the same; prefixes do not matter. */
function elements(xml: string, name: string): XmlElement[] {
  const each = new RegExp(`<(?:\\w+:)?${name}((?:\\s[^>]*?)?)(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g');
  return [...xml.matchAll(each)].map(([, attributes = '', inner = '']) => ({
    attributes: attributesOf(attributes),
    inner,
  }));
}

const attributesOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/(?:\w+:)?([\w-]+)\s*=\s*"([^"]*)"/g)].map(([, name, value]) => [name, plainText(value ?? '')]),
  );

/** The text of all `<t>` within, as runs of a cell with several fonts have it; phonetic readings are none of it. */
const textsIn = (xml: string) =>
  elements(xml.replaceAll(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, ''), 't')
    .map(({ inner }) => plainText(inner))
    .join('');

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plainText = (xml: string) =>
  xml.replaceAll(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (all, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });

function rowsOf(xml: string, strings: readonly string[]): SheetRow[] {
  let number = 0;
  return elements(xml, 'row').map(({ attributes, inner }) => {
    number = Number(attributes['r'] ?? number + 1);
    const cells: string[] = [];
    for (const cell of elements(inner, 'c')) {
      const column = columnOf(cell.attributes['r'], cells.length);
      if (column >= maxColumns) continue;
      while (cells.length < column) cells.push('');
      cells[column] = textOfCell(cell, strings);
    }
    return { number, cells };
  });
}

/** The column of a reference such as `AB12`, from 0; the next one if the cell has none. */
const columnOf = (reference: string | undefined, next: number) =>
  reference === undefined
    ? next
    : [...reference.replace(/\d+$/, '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function textOfCell({ attributes, inner }: XmlElement, strings: readonly string[]): string {
  if (attributes['t'] === 'inlineStr') return textsIn(inner);
  const [value] = elements(inner, 'v');
  const text = plainText(value?.inner ?? '');
  return attributes['t'] === 's' ? (strings[Number(text)] ?? '') : text;
}
