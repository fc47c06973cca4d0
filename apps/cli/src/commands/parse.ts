import { readFile, stat } from 'node:fs/promises';
import { PipelineError, toPipelineError } from '@tickermill/core';
import { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../terminal.ts';

/** `tickermill parse ownership FILE…`: one JSON line a file; exit code 1 if any cannot be parsed. */
export function parseCommand(): Command {
  const parse = new Command('parse').description('Parse documents that are on this disk; asks no one.');
  parse
    .command('ownership')
    .description('SEC Forms 3, 4, 5: bare XML, or the submission text around it. Prints one JSON line per file.')
    .argument('<file...>')
    .action(async (files: string[]) => {
      const { maxDocumentBytes, parseOwnership, toParseLine } = await import('@tickermill/collectors');
      for (const file of files) {
        try {
          const { document } = parseOwnership(await readDocument(file, maxDocumentBytes));
          print(JSON.stringify(toParseLine(file, document)));
        } catch (error) {
          const { code, message } = toPipelineError(error);
          print(JSON.stringify({ file, error: { code, message } }));
          process.exitCode = exitCodes.failed;
        }
      }
    });
  return parse;
}

/** Never reads a file that is too large to be a document. */
async function readDocument(file: string, maxBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      throw new PipelineError('TOO_LARGE', `${size} bytes; an ownership document has at most ${maxBytes}.`);
    }
    return await readFile(file);
  } catch (error) {
    throw toPipelineError(error, 'FILE_UNREADABLE');
  }
}
