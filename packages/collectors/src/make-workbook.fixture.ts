import { crc32, deflateRawSync } from 'node:zlib';

type Cell = string | number | null;

/** A workbook (XLSX) of sheets by name, as a spreadsheet program writes it: texts are shared, numbers are not. */
export function makeWorkbook(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Buffer {
  const names = Object.keys(sheets);
  const shared: string[] = [];
  const parts = names.map((name, nth): [string, string] => [
    `xl/worksheets/sheet${nth + 1}.xml`,
    toSheet(sheets[name] ?? [], shared),
  ]);
  return zip([
    [
      'xl/workbook.xml',
      `<workbook><sheets>${names.map((name, nth) => `<sheet name="${inXml(name)}" sheetId="${nth + 1}" r:id="rId${nth + 1}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${names.map((_, nth) => `<Relationship Id="rId${nth + 1}" Target="worksheets/sheet${nth + 1}.xml"/>`).join('')}</Relationships>`,
    ],
    ...parts,
    [
      'xl/sharedStrings.xml',
      `<sst>${shared.map((text) => `<si><t xml:space="preserve">${inXml(text)}</t></si>`).join('')}</sst>`,
    ],
  ]);
}

function toSheet(rows: readonly (readonly Cell[])[], shared: string[]): string {
  const toCell = (cell: Cell, reference: string) => {
    if (cell === null) return `<c r="${reference}" s="1"/>`;
    if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
    return `<c r="${reference}" t="s"><v>${shared.push(cell) - 1}</v></c>`;
  };
  const toRow = (cells: readonly Cell[], nth: number) =>
    `<row r="${nth + 1}">${cells.map((cell, at) => toCell(cell, `${String.fromCharCode(65 + at)}${nth + 1}`)).join('')}</row>`;
  return `<worksheet><sheetData>${rows.map(toRow).join('')}</sheetData></worksheet>`;
}

const inXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function zip(parts: readonly (readonly [string, string])[]): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of parts) {
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(plain), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(plain.length, 22);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 10, 8, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(head, Buffer.from(name), packed);
    entries.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}
