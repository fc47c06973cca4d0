import { isAscii, isUtf8 } from 'node:buffer';
import { PipelineError } from '@tickermill/core';

/** Bytes above which an ownership document, or the submission around it, is refused as `TOO_LARGE`; real ones are below 100 kB. */
export const maxDocumentBytes = 10 * 1024 * 1024;

/**
 * Refuses what no parser should see, cheapest question first; nothing is decoded before the size is known.
 * Answers the bytes without a byte order mark.
 * @throws {PipelineError} `TOO_LARGE`, `EMPTY_DOCUMENT`, `BAD_ENCODING` for NUL bytes (UTF-16 has them in every ASCII letter).
 */
export function checkBytes(bytes: Buffer): Buffer {
  if (bytes.byteLength > maxDocumentBytes) {
    throw new PipelineError(
      'TOO_LARGE',
      `The document has ${bytes.byteLength} bytes; the limit is ${maxDocumentBytes}`,
      {
        detail: { bytes: bytes.byteLength, limit: maxDocumentBytes },
      },
    );
  }
  if (bytes.includes(0)) throw new PipelineError('BAD_ENCODING', 'The document contains NUL bytes');
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = marked ? bytes.subarray(3) : bytes;
  if (isBlank(content)) throw new PipelineError('EMPTY_DOCUMENT', 'The document has no content');
  return content;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

type Decode = (bytes: Buffer) => string | null;

const utf8: Decode = (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : null);
const ascii: Decode = () => null; // asked only for bytes that are not ASCII
const latin1: Decode = (bytes) => bytes.toString('latin1').replace(/[\x80-\x9f]/g, fromWindows1252);
const encodings = new Map<string, Decode>([
  ['utf-8', utf8],
  ['utf8', utf8],
  ['us-ascii', ascii],
  ['ascii', ascii],
  // A document declared as ISO-8859-1 is read as Windows-1252, as browsers do: its bytes 80-9F are never meant as
  // controls.
  ['iso-8859-1', latin1],
  ['windows-1252', latin1],
]);

/** Bytes 80 to 9F of Windows-1252. By table, because Node 20's TextDecoder leaves them as controls. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function fromWindows1252(byte: string): string {
  return windows1252.charAt(byte.charCodeAt(0) - 0x80);
}

/**
 * The text of an XML document in the encoding that it declares: UTF-8 (also when it declares none), US-ASCII, ISO-8859-1 or Windows-1252.
 * @throws {PipelineError} `BAD_ENCODING` for another encoding, bytes that are not the declared one, and characters that XML forbids.
 */
export function decodeXml(xml: Buffer): string {
  const declaration = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(xml.toString('latin1', 0, 400));
  const encoding = (declaration?.[1] ?? 'utf-8').toLowerCase();
  const decode = encodings.get(encoding);
  if (!decode) {
    throw new PipelineError('BAD_ENCODING', `The document declares an encoding that EDGAR does not use: ${encoding}`, {
      detail: { encoding },
    });
  }
  // Nearly every filing is plain ASCII, which all four encodings read alike.
  const text = isAscii(xml) ? xml.toString('latin1') : decode(xml);
  if (text === null) {
    throw new PipelineError('BAD_ENCODING', `The bytes of the document are not ${encoding}`, { detail: { encoding } });
  }
  const at = illegalCharacter(text);
  if (at !== -1) {
    const codePoint = `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
    throw new PipelineError('BAD_ENCODING', `The document contains the character ${codePoint}, which XML forbids`, {
      detail: { codePoint, at },
    });
  }
  return text;
}

/** The position of the first character that XML 1.0 (production 2, Char) forbids; -1 if there is none. */
function illegalCharacter(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 ? code !== 0x09 && code !== 0x0a && code !== 0x0d : code >= 0xfffe) return at;
  }
  return -1;
}
