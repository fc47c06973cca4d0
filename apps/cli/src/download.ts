import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { PipelineError } from '@tickermill/core';
import { commandHost } from './command-host.ts';
import { inertLines } from './terminal.ts';

/** Refuses to write what is not text at a terminal, as `curl` does. @throws {PipelineError} `INVALID_INPUT`. */
export function refuseBinary(format: string, file: string | undefined): void {
  if (file !== undefined || !commandHost().stdout.isTTY || !['arrow', 'parquet'].includes(format)) return;
  throw new PipelineError(
    'INVALID_INPUT',
    `${format} is not text and would upset this terminal: name a file with --output`,
  );
}

/** Writes a body to a file, whole or not at all, or to the standard output where none is named. */
export async function writeBody(body: AsyncIterable<Uint8Array>, file: string | undefined): Promise<void> {
  if (file === undefined) return pour(commandHost().stdout.isTTY ? shown(body) : body, commandHost().stdout);
  const aside = `${file}.part`;
  const stream = createWriteStream(aside);
  try {
    await once(stream, 'open');
    await pour(body, stream);
    stream.end();
    await once(stream, 'close');
    await rename(aside, file);
  } catch (cause) {
    stream.destroy();
    await rm(aside, { force: true });
    const isFiles = (cause as NodeJS.ErrnoException).syscall !== undefined;
    if (isFiles) throw new PipelineError('FILE_UNREADABLE', `${file} cannot be written.`, { cause });
    throw cause;
  }
}

/** A text for people: a program that it is piped to gets it as it is. */
async function* shown(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of body) yield inertLines(decoder.decode(chunk, { stream: true }));
}

async function pour(body: AsyncIterable<Uint8Array | string>, stream: Writable): Promise<void> {
  for await (const chunk of body) if (!stream.write(chunk)) await once(stream, 'drain');
}
