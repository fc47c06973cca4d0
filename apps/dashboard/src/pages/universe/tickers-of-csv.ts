const cell = /"((?:[^"]|"")*)"|[^,;\t]+/y;

/** The tickers of a CSV: of its column `ticker` or `symbol`, else of its first one. Each once, in the order of the file. */
export function tickersOfCsv(csv: string): string[] {
  const rows = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(cellsOf);
  const header = rows[0]?.map((name) => name.toLowerCase()) ?? [];
  const column = header.findIndex((name) => name === 'ticker' || name === 'symbol');
  const cells = column === -1 ? rows.map(([first]) => first) : rows.slice(1).map((row) => row[column]);
  // A safe CSV has an apostrophe before what a spreadsheet would take for a formula.
  return [...new Set(cells.map((text) => (text ?? '').replace(/^'/, '')).filter((text) => text !== ''))];
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    cell.lastIndex = at;
    const match = cell.exec(line);
    cells.push((match?.[1]?.replaceAll('""', '"') ?? match?.[0] ?? '').trim());
    at += (match?.[0].length ?? 0) + 1;
  }
  return cells;
}
