import { strToU8, zipSync } from 'fflate';

type Cell = string | number | null;

/** A workbook (XLSX) of sheets by name, as a spreadsheet program writes it: texts are shared, numbers are not. */
export function makeWorkbook(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Buffer {
  const names = Object.keys(sheets);
  const shared: string[] = [];
  const parts = names.map((name, nth): [string, string] => [
    `xl/worksheets/sheet${nth + 1}.xml`,
    toSheet(sheets[name] ?? [], shared),
  ]);
  return zipped(
    Object.fromEntries([
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
    ]),
  );
}

/** A zip of texts by name. */
export const zipped = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));

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
