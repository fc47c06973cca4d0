import { ScrapeResponse, Ticker } from '@tickermill/core';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
import { counted, green, red, say, yellow } from '../terminal.ts';

interface Options {
  daysBack?: string;
  maxFilings?: string;
  force?: boolean;
  json?: boolean;
}

/** `tickermill scrape AAPL`: a manual run, waited for. */
export function scrapeCommand(): Command {
  return new Command('scrape')
    .description('Fetch the insider trades of one ticker now, and wait for them.')
    .argument('<ticker>')
    .option('--days-back <days>', 'how far back to look (30)')
    .option('--max-filings <number>', 'at most so many filings that are not stored yet (10)')
    .option('--force', 'also ask for documents that were set aside')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string, options: Options) => {
      const api = findApi();
      const symbol = encodeURIComponent(ticker.trim().toUpperCase());
      const query = { days_back: options.daysBack, max_filings: options.maxFilings, force: options.force };
      const { run_id } = await api.ask('POST', `scheduler/scrape/${symbol}`, ScrapeResponse, { query });
      const { state, report } = await followRun(api, run_id, Ticker.catch(ticker).parse(ticker));
      const { found, created, failed } = report;
      if (options.json) {
        say(JSON.stringify({ run_id, state, filings_found: found, trades_created: created, failed }));
      } else {
        const mark = state === 'done' ? green('✓') : state === 'partial' ? yellow('!') : red('✗');
        say(`  ${mark} run ${run_id} ${state} · ${counted(report.requests, 'request')}`);
        say(`    filings_found   ${found}`);
        say(`    trades_created  ${created}`);
        for (const { target, state: how, code, message } of failed)
          say(`    ${target} ${how}${code ? `: ${code}: ${message}` : ''}`);
        const skipped = report.targets_by_state['skipped'] ?? 0;
        if (skipped > 0) say('    skipped: another run asks for it right now; see tickermill status');
        if (state === 'partial' && failed.every(({ code }) => code === null)) {
          say('    more filings are waiting: ask again, or with a higher --max-filings');
        }
      }
      if (state === 'failed' || state === 'cancelled') process.exitCode = exitCodes.failed;
    });
}
