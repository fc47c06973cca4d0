import { PipelineError } from '@tickermill/core';

/** Ownership documents nest six deep. */
const maxDepth = 20;
/** A filing of 10 MB has about 700,000 tags, a real one some thousands; a flood of tiny ones would cost gigabytes as a tree. */
const maxMarkup = 1_000_000;
/** Names of the format have at most 31 letters, and its only attribute is the id of a footnote. */
const maxTagLength = 2_000;

const malformed = (message: string) => new PipelineError('MALFORMED_XML', message);
const notXml = () => new PipelineError('NOT_XML', 'The document is an HTML page');

/**
 * Reads the markup of a document once, from left to right, and answers its root element without comments and processing
 * instructions, so that validator and parser see nothing that they could read differently. Linear in the text.
 * @throws {PipelineError} `NOT_XML`, `ENTITY_DECLARATION`, `NESTING_TOO_DEEP`, `TOO_LARGE`, and `MALFORMED_XML` for markup
 * that does not end, a second root, or text outside of it. Whether tags match is left to the validator.
 */
export function guardXml(text: string): string {
  const first = text.search(/\S/);
  if (text[first] !== '<') throw new PipelineError('NOT_XML', 'The document does not start with a tag');
  const kept: string[] = [];
  let [depth, markup, at, keepFrom] = [0, 0, first, -1];
  for (let open = first; open !== -1; open = text.indexOf('<', at)) {
    if (depth === 0) refuseText(text.slice(at, open));
    if (++markup > maxMarkup) throw new PipelineError('TOO_LARGE', `The document has more than ${maxMarkup} tags`);
    const next = text[open + 1];
    if (next === '!' || next === '?') {
      at = endOfAside(text, open, depth > 0);
      if (depth === 0 || text.startsWith('<![', open)) continue;
      kept.push(text.slice(keepFrom, open));
      keepFrom = at;
    } else if (next === '/') {
      at = endOf(text, '>', open + 2);
      if (--depth < 0) throw malformed('A tag is closed that was not opened');
      if (depth === 0) kept.push(text.slice(keepFrom, at));
    } else {
      at = endOfTag(text, open + 1);
      if (depth === 0) {
        if (keepFrom !== -1) throw malformed('The document has more than one root element');
        if (/^<(?:html|head|body)[\s/>]/i.test(text.slice(open, open + 7))) throw notXml();
        keepFrom = open;
      }
      if (text[at - 2] !== '/') depth++;
      else if (depth === 0) kept.push(text.slice(keepFrom, at));
      if (depth > maxDepth) throw new PipelineError('NESTING_TOO_DEEP', `Elements nest more than ${maxDepth} deep`);
    }
  }
  if (keepFrom === -1) throw malformed('The document has no root element');
  if (depth > 0) throw malformed(`The document ends inside of ${depth} open elements`);
  refuseText(text.slice(at));
  return kept.join('');
}

function refuseText(between: string): void {
  if (/\S/.test(between)) throw malformed('Text stands outside of the root element');
}

function endOf(text: string, terminator: string, from: number): number {
  const end = text.indexOf(terminator, from);
  if (end === -1) throw malformed(`The document ends before "${terminator}"`);
  return end + terminator.length;
}

/** Just behind the tag whose name starts at `from`; a `>` in quotes does not end it. */
function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length && at - from < maxTagLength; at++) {
    const char = text[at];
    if (char === '>') return at + 1;
    if (char === '"' || char === "'") at = endOf(text, char, at + 1) - 1;
  }
  if (text.indexOf('>', from) === -1) throw malformed('The document ends inside of a tag');
  throw new PipelineError('TOO_LARGE', `A tag of the document is longer than ${maxTagLength} characters`);
}

/** Just behind the comment, processing instruction or CDATA section at `open`; a declaration is refused before any parser sees it. */
function endOfAside(text: string, open: number, isInside: boolean): number {
  if (text.startsWith('<!--', open)) return endOf(text, '-->', open + 4);
  if (text.startsWith('<![CDATA[', open)) {
    if (!isInside) throw malformed('A CDATA section stands outside of the root element');
    return endOf(text, ']]>', open + 9);
  }
  if (text[open + 1] === '?') {
    const isDeclaration = /^<\?xml\s/.test(text.slice(open, open + 6));
    if (isDeclaration && /\S/.test(text.slice(0, open))) throw malformed('An XML declaration does not stand first');
    return endOf(text, '?>', open + 2);
  }
  if (/^<!doctype\s+html/i.test(text.slice(open, open + 60))) throw notXml();
  throw new PipelineError('ENTITY_DECLARATION', 'The document declares a document type or entities', {
    detail: { starts: text.slice(open, open + 80) },
  });
}
