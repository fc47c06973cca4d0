import { PipelineError } from '@tickermill/core';
import { htmlLines } from './html-lines.ts';
import type { SectionForm } from './items.ts';
import { type DocumentLine, oneSpaced, type ReportDocument } from './line.ts';
import { withoutFurniture } from './page-furniture.ts';

/** Not 10-KSB, whose items are others. */
const formNamed = /^10-?(K|Q)(?!SB)/i;
const otherForm = /\bform\s*(?:10\s?-?\s?ksb|20-?f|40-?f|6-?k|8-?k|s-\d)\b/i;
/** The cover names the form within so many characters. */
const coverChars = 30_000;

/**
 * The primary document of a 10-K or 10-Q, of the bytes that EDGAR gives: HTML, plain text, or the complete submission around
 * either. @throws {PipelineError} `EMPTY_DOCUMENT`, `UNEXPECTED_ANSWER` where it is another form
 */
export function readDocument(bytes: Uint8Array): ReportDocument {
  const whole = decoded(bytes);
  const { type, body } = documentOf(whole);
  const html = isHtml(body);
  const wraps = !html || isPreformatted(body);
  const lines = withoutFurniture(html ? htmlLines(body) : textLines(body));
  if (lines.length === 0) throw new PipelineError('EMPTY_DOCUMENT', 'The document has no text.');
  const form = formOf(type) ?? formOnCover(lines);
  if (form === null) throw new PipelineError('UNEXPECTED_ANSWER', 'The document names itself neither 10-K nor 10-Q.');
  return { form, lines, wraps };
}

/** UTF-8, or the Windows code page in which many documents are written that do not say so. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString('latin1')
      .replaceAll(/[\u0080-\u009f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80] ?? control);
  }
}

/** What that code page has in place of the control characters 80 to 9F of Latin-1; the decoder of some versions of Node leaves those. */
const windows1252 = [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'];

/** The report of a complete submission: its first document that is one. A bare document is itself. */
function documentOf(whole: string): { type: string | null; body: string } {
  const document = /<DOCUMENT>\s*<TYPE>([^\n<]*)/gi;
  let first: { type: string; at: number } | null = null;
  for (let match = document.exec(whole); match; match = document.exec(whole)) {
    const found = { type: (match[1] ?? '').trim(), at: match.index };
    first ??= found;
    if (!formNamed.test(found.type)) continue;
    first = found;
    break;
  }
  return first ? { type: first.type, body: bodyAt(whole, first.at) } : { type: null, body: whole };
}

function bodyAt(whole: string, at: number): string {
  const end = whole.indexOf('</DOCUMENT>', at);
  const all = whole.slice(at, end === -1 ? undefined : end);
  const begin = /<TEXT>/i.exec(all);
  return begin ? all.slice(begin.index + begin[0].length).replace(/<\/TEXT>\s*$/i, '') : all;
}

const isHtml = (text: string): boolean => /<(?:html|body|div|p|font|table\s|td|span)\b/i.test(text.slice(0, 200_000));

/** Plain text within a few tags, as many were sent about 2000. */
const isPreformatted = (html: string): boolean =>
  html
    .split(/<pre\b/i)
    .reduce((sum, part, nth) => sum + (nth === 0 ? 0 : (part.split(/<\/pre/i, 1)[0]?.length ?? 0)), 0) *
    2 >
  html.length;

/** Lines of plain text. Tables are marked by tags of their own, pages by `<PAGE>`. */
function textLines(text: string): DocumentLine[] {
  let beginsPage = false;
  return text.split(/\r\n|\r|\n/).flatMap((raw) => {
    if (/<PAGE>|\f/i.test(raw)) beginsPage = true;
    const line = oneSpaced(raw.replace(/<\/?[A-Z][A-Z0-9-]*>/gi, ' '));
    if (line === '') return [];
    const read = { text: line, isLinked: false, beginsPage };
    beginsPage = false;
    return [read];
  });
}

function formOf(type: string | null): SectionForm | null {
  const letter = formNamed.exec(type ?? '')?.[1]?.toUpperCase();
  return letter === 'K' ? '10-K' : letter === 'Q' ? '10-Q' : null;
}

function formOnCover(lines: readonly DocumentLine[]): SectionForm | null {
  let chars = 0;
  for (const { text } of lines) {
    if (otherForm.test(text)) return null;
    const named = /\bform\s*10\s*[-–‑]?\s*([kq])(?!\s?-?sb)/i.exec(text) ?? /^10\s*[-–‑]\s*([kq])\b/i.exec(text);
    if (named) return named[1]?.toUpperCase() === 'K' ? '10-K' : '10-Q';
    chars += text.length;
    if (chars > coverChars) break;
  }
  // A part of a report: these items are of a 10-K alone.
  return lines.some(({ text }) => /\bitem\s*(?:7a|8|1[0-5])\b/i.test(text)) ? '10-K' : null;
}
