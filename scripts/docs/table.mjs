const cell = (value) => String(value).replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** A Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The first lines of a page that is made: where to change it. */
export const madeFrom = (source) => `<!-- Made from ${source} by "npm run docs". Change it there. -->`;
