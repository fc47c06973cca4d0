import { PipelineError } from '@tickermill/core';
import { Parser } from 'htmlparser2';
import { type DocumentLine, oneSpaced } from './line.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const blocks = words(
  'address article aside blockquote body br center dd dir div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul',
);
/** Nothing within them is shown: the header of inline XBRL holds values that stand elsewhere too. */
const unseen = words('ix:header script style title noscript template');
const startsPage = /page-break-(?:before|after)\s*:\s*always|break-(?:before|after)\s*:\s*page/i;
const isHidden = /display\s*:\s*none/i;
/** A row of a table up to this length is one line, its cells side by side; a longer one lays out a page. */
const maxRowChars = 300;
/** Tags that were never closed add up in old documents; the parser's time grows with the square of them. */
const maxDepth = 20_000;

/**
 * The lines of an HTML document. It keeps no tree: spans of cells cost nothing, and the memory is that of the text. @throws {PipelineError}
 * `NESTING_TOO_DEEP`
 */
export function htmlLines(html: string): DocumentLine[] {
  const lines: DocumentLine[] = [];
  /** The blocks of the row that is read, until its end shows whether they are one line. */
  let row: { text: string; linked: number }[] | null = null;
  let text: string[] = [];
  let linked = 0;
  let links = 0;
  let unseenDepth = 0;
  let depth = 0;
  /** How many `pre` are open: in them a line of the source is a line. */
  let preformatted = 0;
  let beginsPage = false;

  const push = (line: { text: string; linked: number }) => {
    lines.push({ text: line.text, isLinked: line.linked * 2 > line.text.length, beginsPage });
    beginsPage = false;
  };
  const endBlock = () => {
    const block = { text: oneSpaced(text.join('')), linked };
    text = [];
    linked = 0;
    if (block.text === '') return;
    if (row) row.push(block);
    else push(block);
  };
  const endRow = () => {
    endBlock();
    if (!row) return;
    const joined = {
      text: row.map((block) => block.text).join(' '),
      linked: row.reduce((sum, block) => sum + block.linked, 0),
    };
    if (joined.text !== '' && joined.text.length <= maxRowChars) push(joined);
    else for (const block of row) push(block);
    row = null;
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > maxDepth)
          throw new PipelineError('NESTING_TOO_DEEP', `The document nests more than ${maxDepth} tags.`);
        if (unseenDepth > 0) return;
        const style = attributes['style'] ?? '';
        if (unseen.has(name) || isHidden.test(style)) {
          unseenDepth = depth;
          return;
        }
        if (name === 'tr') {
          // A row within a row lays out; what was read of the outer one stands above it.
          endRow();
          row = [];
        } else if (blocks.has(name)) endBlock();
        if (name === 'hr' || startsPage.test(style)) beginsPage = true;
        if (name === 'pre') preformatted += 1;
        if (name === 'a' && (attributes['href'] ?? '').startsWith('#')) links += 1;
      },
      ontext(part) {
        if (unseenDepth > 0) return;
        if (preformatted > 0 && part.includes('\n')) {
          const [begun = '', ...others] = part.split('\n');
          text.push(begun);
          for (const other of others) {
            endBlock();
            text.push(other);
          }
        } else text.push(part);
        if (links > 0) linked += part.trim().length;
      },
      onclosetag(name) {
        if (unseenDepth > 0) {
          if (depth === unseenDepth) unseenDepth = 0;
          depth -= 1;
          return;
        }
        depth -= 1;
        if (name === 'tr' || name === 'table') endRow();
        else if (blocks.has(name)) endBlock();
        if (name === 'pre') preformatted = Math.max(0, preformatted - 1);
        if (name === 'a') links = Math.max(0, links - 1);
      },
    },
    { decodeEntities: true },
  );
  parser.write(withoutFonts(html));
  parser.end();
  endRow();
  return lines;
}

/** Fonts are the tags that old documents never close; without them the parser's stack stays short. They show nothing but may hide. */
const withoutFonts = (html: string): string =>
  /<font\b[^<>]*display/i.test(html) ? html : html.replace(/<\/?font\b[^<>]*>/gi, '');
