import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createUnzip, unzipSync } from 'node:zlib';

/** The decoded bytes of a body, and why they are not all of it. */
export interface Body {
  readonly bytes: Buffer;
  readonly end: 'complete' | 'too-large' | 'broken' | 'unknown-encoding';
  readonly cause?: unknown;
}

/** A stream of its own for a body that is not longer costs more than the body. */
const shortBytes = 64 * 1024;
/** A short one that becomes longer than this is no usual one. */
const longestOfShort = 1024 * 1024;

/**
 * Reads a body, decoding it, and stops at `maxBytes` decoded bytes: the connection is closed and what came below the
 * ceiling is kept. Never rejects; a body that breaks off or cannot be decoded is `broken`.
 * Decoded here and not by axios, whose decoder takes a gzip stream that was cut off for a complete one.
 */
export async function readBody(message: IncomingMessage, hasBody: boolean, maxBytes: number): Promise<Body> {
  const { 'content-encoding': named = 'identity', 'content-length': length } = message.headers;
  const encoding = named.toLowerCase();
  const isEmpty = !hasBody || length === '0';
  if (!isEmpty && ['gzip', 'x-gzip', 'deflate'].includes(encoding)) {
    return Number(length) <= shortBytes ? readShort(message, maxBytes) : keep(message, maxBytes, { isZipped: true });
  }
  const body = await keep(message, maxBytes, { isZipped: false });
  const isKnown = isEmpty || ['gzip', 'x-gzip', 'deflate', 'identity'].includes(encoding);
  return body.end === 'complete' && !isKnown ? { ...body, end: 'unknown-encoding' } : body;
}

/** A zipped body that states a length: decoded at once where it is whole and of a usual size. */
async function readShort(message: Readable, maxBytes: number): Promise<Body> {
  const zipped = await keep(message, shortBytes, { isZipped: false });
  try {
    const bytes = unzipSync(zipped.bytes, { maxOutputLength: Math.min(maxBytes, longestOfShort) });
    if (zipped.end === 'complete') return { bytes, end: 'complete' };
  } catch {
    // Decoded bit by bit it shows how far it can be read.
  }
  const decoded = await keep(Readable.from([zipped.bytes]), maxBytes, { isZipped: true });
  return zipped.end === 'complete' ? decoded : { ...zipped, bytes: decoded.bytes };
}

/** Keeps what a stream brings, decoded, up to a ceiling. */
async function keep(stream: Readable, maxBytes: number, { isZipped }: { isZipped: boolean }): Promise<Body> {
  const chunks: Buffer[] = [];
  let left = maxBytes;
  const take = async (decoded: AsyncIterable<Buffer>) => {
    for await (const chunk of decoded) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) throw new Error(`more than ${maxBytes} bytes`);
    }
  };
  try {
    await (isZipped ? pipeline(stream, createUnzip(), take) : pipeline(stream, take));
  } catch (cause) {
    return { bytes: Buffer.concat(chunks), end: left < 0 ? 'too-large' : 'broken', cause };
  }
  return { bytes: Buffer.concat(chunks), end: 'complete' };
}
