import { readFile, stat } from 'node:fs/promises';
import { type Day, isDay, Mic, PipelineError, toPipelineError } from '@tickermill/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../terminal.ts';

/** `tickermill parse ownership|chart FILE…`: one JSON line a file; exit code 1 if any cannot be parsed. */
export function parseCommand(): Command {
  const parse = new Command('parse').description('Parse documents on this disk; sends no request.');
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
  parse.addCommand(chartCommand());
  return parse;
}

interface ChartOptions {
  mic: Mic;
  from: Day;
  to: Day;
  settled: Day;
  whole?: boolean;
}

/** A chart holds a whole history in one answer: as much as is taken from the source itself. */
const maxChartBytes = 64 * 1024 * 1024;

function toDay(text: string): Day {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a day, such as 2026-11-20.');
  return text;
}

function chartCommand(): Command {
  return new Command('chart')
    .description(
      "An answer of Yahoo's chart: what would be stored of it, and what is odd. Prints one JSON line per file.",
    )
    .argument('<file...>')
    .addOption(new Option('--mic <mic>', 'whose sessions count').choices(Mic.options).makeOptionMandatory())
    .requiredOption('--from <day>', 'the first day that was asked for', toDay)
    .requiredOption('--to <day>', 'the last day that was asked for', toDay)
    .requiredOption('--settled <day>', 'sessions up to this day have settled: their bars are final', toDay)
    .option('--whole', 'the series was asked for from its beginning')
    .action(async (files: string[], { mic, from, to, settled, whole }: ChartOptions) => {
      const { toChartLine } = await import('@tickermill/collectors');
      const question = { mic, from, to, settledTo: settled, isWhole: whole ?? false };
      for (const file of files) {
        try {
          print(JSON.stringify(toChartLine(file, await readDocument(file, maxChartBytes), question)));
        } catch (thrown) {
          const { code, message } = toPipelineError(thrown);
          const error = { code, message };
          print(JSON.stringify({ file, bars: [], actions: [], absent: [], late: [], oddities: [], error }));
          process.exitCode = exitCodes.failed;
        }
      }
    });
}

/** Never reads a file that is too large to be a document. */
async function readDocument(file: string, maxBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      throw new PipelineError('TOO_LARGE', `${size} bytes; at most ${maxBytes} are read.`);
    }
    return await readFile(file);
  } catch (error) {
    throw toPipelineError(error, 'FILE_UNREADABLE');
  }
}
