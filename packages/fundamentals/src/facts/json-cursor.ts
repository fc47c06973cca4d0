// Reads JSON where it lies, byte by byte: the numbers stay the text that was written, and what nobody asks for is checked
// and passed over without becoming objects. An answer of 70 MB costs its bytes and the few facts that are kept.

import { PipelineError } from '@tickermill/core';

/** A place in a document. */
export interface JsonCursor {
  readonly bytes: Buffer;
  at: number;
}

/** Deeper than any document that is read here by far, and far from the end of the stack. */
const maxDepth = 64;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const ends = new Map([
  [openBrace, closeBrace],
  [openBracket, closeBracket],
]);
const literals = ['true', 'false', 'null'].map((word) => ({ word, first: word.charCodeAt(0) }));
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The beginning of a document, behind a byte order mark. */
export function openJson(body: Uint8Array): JsonCursor {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { bytes, at: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0 };
}

/** The document is not JSON from this place on. */
function malformed({ bytes, at }: JsonCursor, expected: string): PipelineError {
  const what = at >= bytes.length ? 'its end' : `byte ${at}`;
  return new PipelineError('UNEXPECTED_ANSWER', `The document is not JSON: ${expected} is expected at ${what}.`);
}

/** The byte after blanks, which is not consumed; -1 at the end. */
function peek(cursor: JsonCursor): number {
  const { bytes } = cursor;
  let at = cursor.at;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  cursor.at = at;
  return bytes[at] ?? -1;
}

function take(cursor: JsonCursor, byte: number): void {
  if (peek(cursor) !== byte) throw malformed(cursor, String.fromCharCode(byte));
  cursor.at += 1;
}

/** Passes over a string. True if all of it is plain ASCII without escapes. */
function skipString(cursor: JsonCursor): boolean {
  take(cursor, quote);
  const { bytes } = cursor;
  let isPlain = true;
  for (let at = cursor.at; ; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      cursor.at = at + 1;
      return isPlain;
    }
    if (byte === undefined || byte < 0x20) {
      cursor.at = at;
      throw malformed(cursor, 'a character of a string');
    }
    if (byte === backslash) {
      isPlain = false;
      at += 1;
    } else if (byte > 0x7e) isPlain = false;
  }
}

/** @throws {PipelineError} `UNEXPECTED_ANSWER` where no string stands. */
function readString(cursor: JsonCursor): string {
  peek(cursor);
  const from = cursor.at;
  const isPlain = skipString(cursor);
  if (isPlain) return cursor.bytes.toString('latin1', from + 1, cursor.at - 1);
  try {
    return JSON.parse(cursor.bytes.toString('utf8', from, cursor.at));
  } catch {
    cursor.at = from;
    throw malformed(cursor, 'a string');
  }
}

/** The text of a number, a literal or nothing else. */
function readToken(cursor: JsonCursor): string {
  const { bytes } = cursor;
  const first = peek(cursor);
  const literal = literals.find((each) => each.first === first)?.word;
  if (literal !== undefined) {
    if (bytes.toString('latin1', cursor.at, cursor.at + literal.length) !== literal) throw malformed(cursor, 'a value');
    cursor.at += literal.length;
    return literal;
  }
  let end = cursor.at;
  for (let byte = bytes[end]; byte !== undefined && isOfNumber(byte); byte = bytes[end]) end += 1;
  const text = bytes.toString('latin1', cursor.at, end);
  if (!number.test(text)) throw malformed(cursor, 'a value');
  cursor.at = end;
  return text;
}

const isOfNumber = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x2b || byte === 0x65 || byte === 0x45;

/** Passes over a value, whatever it is. */
export function skipValue(cursor: JsonCursor, depth = 0): void {
  const first = peek(cursor);
  const end = ends.get(first);
  if (end === undefined) {
    if (first === quote) skipString(cursor);
    else readToken(cursor);
    return;
  }
  if (depth >= maxDepth) throw malformed(cursor, 'less nesting');
  cursor.at += 1;
  if (peek(cursor) === end) {
    cursor.at += 1;
    return;
  }
  for (;;) {
    if (first === openBrace) {
      peek(cursor);
      skipString(cursor);
      take(cursor, colon);
    }
    skipValue(cursor, depth + 1);
    if (peek(cursor) !== comma) break;
    cursor.at += 1;
  }
  take(cursor, end);
}

/**
 * Calls `visit` for each key of the object that begins here, with the cursor at its value, which `visit` reads or skips.
 * What stands here in place of an object is passed over; then the answer is false.
 */
export function eachKey(cursor: JsonCursor, visit: (key: string) => void): boolean {
  if (peek(cursor) !== openBrace) {
    skipValue(cursor);
    return false;
  }
  cursor.at += 1;
  if (peek(cursor) !== closeBrace) {
    for (;;) {
      const key = readString(cursor);
      take(cursor, colon);
      visit(key);
      if (peek(cursor) !== comma) break;
      cursor.at += 1;
    }
  }
  take(cursor, closeBrace);
  return true;
}

/** As `eachKey`, for the items of an array. */
export function eachItem(cursor: JsonCursor, visit: () => void): boolean {
  if (peek(cursor) !== openBracket) {
    skipValue(cursor);
    return false;
  }
  cursor.at += 1;
  if (peek(cursor) !== closeBracket) {
    for (;;) {
      visit();
      if (peek(cursor) !== comma) break;
      cursor.at += 1;
    }
  }
  take(cursor, closeBracket);
  return true;
}

/** The text of a string or of a number as it was written; null for anything else, which is passed over. */
export function readText(cursor: JsonCursor): { text: string; isNumber: boolean } | null {
  const first = peek(cursor);
  if (first === quote) return { text: readString(cursor), isNumber: false };
  if (first !== 0x2d && !(first >= 0x30 && first <= 0x39)) {
    skipValue(cursor);
    return null;
  }
  return { text: readToken(cursor), isNumber: true };
}

/** @throws {PipelineError} `UNEXPECTED_ANSWER` if anything but blanks follows. */
export function expectEnd(cursor: JsonCursor): void {
  if (peek(cursor) !== -1) throw malformed(cursor, 'the end');
}
