// Writes the main document of a report: a cover, the contents, and the items, in one of several layouts.

import type { ReportItem, ReportModel } from './report-text.ts';

/** The main document of a report as HTML. */
export function reportDocument(report: ReportModel): string {
  const { company, form, layout, items } = report;
  const body =
    layout === 'index' ? crossReferenced(items) : layout === 'preformatted' ? preformatted(report) : told(report);
  const isInline = layout === 'inline';
  return [
    '<!DOCTYPE html>',
    `<html${isInline ? ' xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"' : ''}>`,
    `<head><meta charset="utf-8"><title>${company.tickers[0]} ${form}</title></head>`,
    '<body>',
    ...(isInline ? [hiddenHeader(company.cik)] : []),
    '<div style="text-align:center"><b>UNITED STATES SECURITIES AND EXCHANGE COMMISSION</b></div>',
    `<div style="text-align:center"><b>Form ${form}</b></div>`,
    `<p>${escaped(company.name)}</p><p>(Exact name of registrant as specified in its charter)</p>`,
    ...(isInline
      ? [`<p><ix:nonNumeric name="dei:EntityCentralIndexKey" contextRef="c1">${company.cik}</ix:nonNumeric></p>`]
      : []),
    pageEnd(1),
    body,
    '<p><b>SIGNATURES</b></p><p>Pursuant to the requirements of the Securities Exchange Act of 1934, this report was signed.</p>',
    '</body></html>',
    '',
  ].join('\n');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const pageEnd = (page: number): string =>
  `<div style="text-align:center">${page}</div><hr style="page-break-after:always"/>`;

/** What readers do not see: facts that are stated nowhere in the text. */
const hiddenHeader = (cik: string): string =>
  `<div style="display:none"><ix:header><ix:hidden><ix:nonNumeric name="dei:EntityCentralIndexKey" contextRef="c1">${cik}</ix:nonNumeric></ix:hidden><ix:resources>Item 7. Management’s Discussion and Analysis</ix:resources></ix:header></div>`;

const idOf = ({ part, number }: ReportItem): string => `part${part}item${number}`;

function contents(items: readonly ReportItem[]): string {
  const rows = items.map((item, nth) => {
    const { number, title } = item;
    return `<tr><td><a href="#${idOf(item)}">Item ${number}.</a></td><td><a href="#${idOf(item)}">${title}</a></td><td>${nth * 3 + 2}</td></tr>`;
  });
  return `<div><b>TABLE OF CONTENTS</b></div><table>${rows.join('\n')}</table>${pageEnd(2)}`;
}

function told({ layout, items }: ReportModel): string {
  const heading = (item: ReportItem) => {
    const { number, title } = item;
    return layout === 'spread'
      ? `<table id="${idOf(item)}"><tr><td style="width:12%"><b>Item ${number}.</b></td><td><b>${title}</b></td></tr></table>`
      : `<div id="${idOf(item)}"><span style="font-weight:700">Item ${number}. ${title}</span></div>`;
  };
  const parts = items.map((item, nth) => {
    const isFirst = items[nth - 1]?.part !== item.part;
    return [
      ...(isFirst ? [`<div style="text-align:center"><b>PART ${item.part}</b></div>`] : []),
      heading(item),
      ...item.paragraphs.map((text) => `<p>${escaped(text)}</p>`),
      ...(nth % 2 === 1 ? [pageEnd(nth + 3)] : []),
    ].join('\n');
  });
  return [contents(items), ...parts].join('\n');
}

const width = 78;

/** Plain text within a tag, as many reports were sent about 2000. */
function preformatted({ items }: ReportModel): string {
  const lines = items.flatMap((item, nth) => [
    ...(items[nth - 1]?.part === item.part ? [] : ['', `PART ${item.part}`.padStart(42), '']),
    ...wrapped(`Item ${item.number}. ${item.title}`),
    '',
    ...item.paragraphs.flatMap((text) => [...wrapped(text), '']),
  ]);
  return `<pre>\n${lines.map(escaped).join('\n')}\n</pre>`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A report without headings of items: a table at its end says on which pages each is answered. */
function crossReferenced(items: readonly ReportItem[]): string {
  const texts = items.map(({ title, paragraphs }, nth) => {
    const name = `About ${title.split(' ')[0]?.toLowerCase()} in chapter ${nth + 1}`;
    return `<h2>${name}</h2>${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}${pageEnd(nth + 2)}`;
  });
  const rows = items.map(
    ({ number, title }, nth) =>
      `<tr><td>Item ${number}.</td><td>${title}</td><td>Pages ${nth * 3 + 2}–${nth * 3 + 4}</td></tr>`,
  );
  return `${texts.join('\n')}<div><b>FORM CROSS-REFERENCE INDEX</b></div><table>${rows.join('\n')}</table>`;
}
