import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { MarketDayProvider } from '@tickermill/collectors';
import { type Day, type ErrorCode, isDay, ListingId, Mic, PipelineError, toPipelineError } from '@tickermill/core';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../terminal.ts';

/** `tickermill parse ownership|chart|listing|market-day|facts|filing …`: lines of JSON; exit code 1 if any file cannot be parsed. */
export function parseCommand(): Command {
  const parse = new Command('parse').description('Parse documents on this disk; sends no request.');
  parse
    .command('ownership')
    .description('SEC Forms 3, 4, 5: bare XML, or the submission text around it. Prints one JSON line per file.')
    .argument('<file...>', 'files on this disk')
    .action(async (files: string[]) => {
      const { maxDocumentBytes, parseOwnership, toParseLine } = await import('@tickermill/collectors');
      for (const file of files) {
        try {
          const { document } = parseOwnership(await readDocument(file, maxDocumentBytes));
          print(JSON.stringify(toParseLine(file, document)));
        } catch (error) {
          const { code, message } = toPipelineError(error);
          print(JSON.stringify({ file, error: { code, message } }));
          setExitCode(exitCodes.failed);
        }
      }
    });
  parse.addCommand(chartCommand());
  parse.addCommand(listingCommand());
  parse.addCommand(factsCommand());
  parse.addCommand(filingCommand());
  parse.addCommand(marketDayCommand());
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
    .argument('<file...>', 'files on this disk')
    .addOption(new Option('--mic <mic>', 'whose sessions count').choices(Mic.options).makeOptionMandatory())
    .requiredOption('--from <day>', 'the first day that was requested', toDay)
    .requiredOption('--to <day>', 'the last day that was requested', toDay)
    .requiredOption('--settled <day>', 'sessions up to this day have settled: their bars are final', toDay)
    .option('--whole', 'the series was requested from its beginning')
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
          setExitCode(exitCodes.failed);
        }
      }
    });
}

/** A day of all US stocks is a few megabytes. */
const maxDayBytes = 64 * 1024 * 1024;

function marketDayCommand(): Command {
  return new Command('market-day')
    .description(
      "A provider's answer about a day of a whole market: what would be stored of it, and which rows are refused. Prints one JSON line per file.",
    )
    .addArgument(new Argument('<provider>', 'whose answer it is').choices(['massive', 'eodhd', 'tiingo', 'krx']))
    .argument('<file...>', 'files on this disk')
    .requiredOption('--day <day>', 'the day that was requested', toDay)
    .action(async (provider: MarketDayProvider, files: string[], { day }: { day: Day }) => {
      const { toMarketDayLine } = await import('@tickermill/collectors');
      for (const file of files) {
        try {
          print(JSON.stringify(toMarketDayLine(provider, file, await readDocument(file, maxDayBytes), day)));
        } catch (thrown) {
          const { code, message } = toPipelineError(thrown);
          const error = { code, message };
          print(JSON.stringify({ file, day, basis: null, rows: 0, bars: [], refused: [], actions: [], error }));
          setExitCode(exitCodes.failed);
        }
      }
    });
}

/** The largest list is London's workbook, most of which is not read. */
const maxListingBytes = 64 * 1024 * 1024;

function listingCommand(): Command {
  return new Command('listing')
    .description(
      'The list of an exchange, as it publishes it, or packed by gzip. Prints one JSON line per instrument and a last one with the counts by MIC and kind.',
    )
    .addArgument(new Argument('<listing>', 'which list it is').choices(ListingId.options))
    .argument('<file...>', 'files on this disk')
    .action(async (listing: ListingId, files: string[]) => {
      const { parseListing, toListingCounts, toListingLine } = await import('@tickermill/collectors');
      const read: { file: string; listing: ReturnType<typeof parseListing> }[] = [];
      for (const file of files) {
        try {
          const parsed = parseListing(
            listing,
            unpacked(await readDocument(file, maxListingBytes), maxListingBytes, 'LISTING_CUT_OFF'),
          );
          read.push({ file, listing: parsed });
          for (const instrument of parsed.instruments) print(JSON.stringify(toListingLine(instrument)));
        } catch (thrown) {
          const { code, message, detail } = toPipelineError(thrown);
          print(JSON.stringify({ file, error: { code, message, detail } }));
          setExitCode(exitCodes.failed);
        }
      }
      if (read.length > 0) print(JSON.stringify(toListingCounts(read)));
    });
}

/** The facts of a company are 0.3 to 4 MB. */
const maxFactsBytes = 64 * 1024 * 1024;

/** With its exhibits a report of a large bank exceeds 30 MB. */
const maxFilingBytes = 128 * 1024 * 1024;

function filingCommand(): Command {
  return new Command('filing')
    .description(
      'A 10-K or 10-Q, or the complete submission around it, or packed by gzip: the text of its main items. Prints one JSON line per file.',
    )
    .argument('<file...>', 'files on this disk')
    .action(async (files: string[]) => {
      const { toFilingLine } = await import('@tickermill/fundamentals');
      for (const file of files) {
        try {
          const bytes = unpacked(await readDocument(file, maxFilingBytes), maxFilingBytes, 'UNEXPECTED_ANSWER');
          print(JSON.stringify(toFilingLine(file, bytes)));
        } catch (thrown) {
          const { code, message } = toPipelineError(thrown);
          print(JSON.stringify({ file, form: null, sections: [], error: { code, message } }));
          setExitCode(exitCodes.failed);
        }
      }
    });
}

function factsCommand(): Command {
  return new Command('facts')
    .description(
      "A company's facts as EDGAR's companyfacts gives them, or packed by gzip: the figures of its years and quarters. Prints one JSON line per file.",
    )
    .argument('<file...>', 'files on this disk')
    .action(async (files: string[]) => {
      const { toFigureLine } = await import('@tickermill/fundamentals');
      for (const file of files) {
        try {
          const bytes = unpacked(await readDocument(file, maxFactsBytes), maxFactsBytes, 'UNEXPECTED_ANSWER');
          print(JSON.stringify(toFigureLine(bytes)));
        } catch (thrown) {
          const { code, message } = toPipelineError(thrown);
          print(JSON.stringify({ file, cik: null, annual: [], quarters: [], error: { code, message } }));
          setExitCode(exitCodes.failed);
        }
      }
    });
}

/** What gzip has packed, unpacked; `code` is the error of a file that is cut off. */
function unpacked(bytes: Buffer, maxBytes: number, code: ErrorCode): Buffer {
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0x1f8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    throw isTooLarge
      ? new PipelineError('TOO_LARGE', `Unpacked it is more than ${maxBytes} bytes.`)
      : toPipelineError(error, code);
  }
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
