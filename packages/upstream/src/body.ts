import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createUnzip } from 'node:zlib';

/** The decoded bytes of a body, and why they are not all of it. */
export interface Body {
  readonly bytes: Buffer;
  readonly end: 'complete' | 'too-large' | 'broken' | 'unknown-encoding';
  readonly cause?: unknown;
}

/**
 * Reads a body, decoding it, and stops at `maxBytes` decoded bytes: the connection is closed and what came below the
 * ceiling is kept. Never rejects; a body that breaks off or cannot be decoded is `broken`.
 * Decoded here and not by axios, whose decoder takes a gzip stream that was cut off for a complete one.
 */
export async function readBody(message: IncomingMessage, hasBody: boolean, maxBytes: number): Promise<Body> {
  const encoding = (message.headers['content-encoding'] ?? 'identity').toLowerCase();
  const isZipped = ['gzip', 'x-gzip', 'deflate'].includes(encoding);
  const isEmpty = !hasBody || message.headers['content-length'] === '0';
  const chunks: Buffer[] = [];
  let left = maxBytes;

  const keep = async (decoded: AsyncIterable<Buffer>) => {
    for await (const chunk of decoded) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) throw new Error(`more than ${maxBytes} bytes`);
    }
  };
  try {
    await (isZipped && !isEmpty ? pipeline(message, createUnzip(), keep) : pipeline(message, keep));
  } catch (cause) {
    return { bytes: Buffer.concat(chunks), end: left < 0 ? 'too-large' : 'broken', cause };
  }
  const isReadable = isZipped || isEmpty || encoding === 'identity';
  return { bytes: Buffer.concat(chunks), end: isReadable ? 'complete' : 'unknown-encoding' };
}
