import { inflateRawSync } from 'node:zlib';
import { untrusted } from '../listing-file.ts';
import { decodeReferences } from '../xml-references.ts';

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

/** What is read of a workbook unpacks to at most so much. */
const maxUnpackedBytes = 64 * 1024 * 1024;
const maxColumns = 200;
/** A sheet has at most 1,048,576 rows; a flood of tiny elements would cost gigabytes. */
const maxElements = 1_048_576;
/** A cell of a spreadsheet holds no more. */
const maxCellChars = 32_767;

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

/**
 * The entries of a zip by name, found by its central directory; each unpacks when it is read. Node inflates them, because
 * it stops at a limit and says so: libraries that unpack at once cut off what is longer than the directory says.
 */
function directoryOf(bytes: Buffer): Map<string, () => string> {
  if (bytes.length === 0) throw refused('LISTING_CUT_OFF', 'is empty.');
  if (bytes.length < 30 || bytes.readUInt32LE(0) !== 0x04034b50) {
    throw refused('LISTING_STRUCTURE', 'is no workbook (XLSX), most often a page.');
  }
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + 22 > bytes.length) throw refused('LISTING_CUT_OFF', 'is a workbook whose end is missing.');
  const parts = new Map<string, () => string>();
  let unpacked = 0;
  const unpackWithin = (entry: ZipEntry) => {
    unpacked += entry.size;
    if (unpacked > maxUnpackedBytes) throw refused('LISTING_STRUCTURE', `is a workbook of over ${unpacked} bytes.`);
    return unpack(bytes, entry);
  };
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
    parts.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), () => unpackWithin(entry));
    at += 46 + nameLength + extra + comment;
  }
  return parts;
}

interface ZipEntry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

function unpack(bytes: Buffer, { method, packed, size, offset }: ZipEntry): string {
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

/**
 * The elements of a name, none within another of the same; prefixes do not matter. Linear in the text.
 * @throws {PipelineError} `LISTING_CUT_OFF` if one is not closed, `LISTING_STRUCTURE` if there are more than a sheet has.
 */
function elements(xml: string, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const opening = new RegExp(`<((?:\\w+:)?${name})(?=[\\s/>])([^<>]*)>`, 'g');
  for (let tag = opening.exec(xml); tag; tag = opening.exec(xml)) {
    if (found.length === maxElements) throw refused('LISTING_STRUCTURE', `is a workbook of too many <${name}>.`);
    const [, full = '', attributes = ''] = tag;
    const begin = opening.lastIndex;
    const end = attributes.endsWith('/') ? begin : xml.indexOf(`</${full}>`, begin);
    if (end === -1) throw refused('LISTING_CUT_OFF', `is a workbook in which <${name}> is not closed.`);
    found.push({ attributes: attributesOf(attributes), inner: xml.slice(begin, end) });
    opening.lastIndex = end;
  }
  return found;
}

const attributesOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/(?:^|\s)(?:\w+:)?([\w-]+)\s*=\s*"([^"]*)"/g)].map(([, name, value]) => [
      name,
      plainText(value ?? ''),
    ]),
  );

/** The text of all `<t>` within, as runs of a cell with several fonts have it; phonetic readings are none of it. */
const textsIn = (xml: string) =>
  elements(xml.replaceAll(/<(?:\w+:)?rPh\b[\s\S]*?(?:<\/(?:\w+:)?rPh>|$)/g, ''), 't')
    .map(({ inner }) => plainText(inner))
    .join('');

function plainText(xml: string): string {
  try {
    return decodeReferences(xml);
  } catch {
    throw refused('LISTING_STRUCTURE', 'is a workbook whose XML is malformed.');
  }
}

function rowsOf(xml: string, strings: readonly string[]): SheetRow[] {
  let number = 0;
  return elements(xml, 'row').map(({ attributes, inner }) => {
    const given = Number(attributes['r']);
    number = Number.isSafeInteger(given) && given > 0 ? given : number + 1;
    const cells: string[] = [];
    for (const cell of elements(inner, 'c')) {
      const column = columnOf(cell.attributes['r'], cells.length);
      if (column >= maxColumns) continue;
      while (cells.length < column) cells.push('');
      cells[column] = textOfCell(cell, strings).slice(0, maxCellChars);
    }
    return { number, cells };
  });
}

/** The column of a reference such as `AB12`, from 0; the next one if the cell has none. */
function columnOf(reference: string | undefined, next: number): number {
  const [letters] = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? '') ?? [];
  return letters === undefined
    ? next
    : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function textOfCell({ attributes, inner }: XmlElement, strings: readonly string[]): string {
  if (attributes['t'] === 'inlineStr') return textsIn(inner);
  const [value] = elements(inner, 'v');
  const text = plainText(value?.inner ?? '');
  return attributes['t'] === 's' ? (strings[Number(text)] ?? '') : text;
}
