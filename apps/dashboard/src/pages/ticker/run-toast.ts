import type { ScrapeResponse } from '@tickermill/core/contracts';
import { tickerOpened } from '../../strings/ticker-opened.ts';
import { showToast } from '../../view/toasts.ts';

const { run: words } = tickerOpened;

/** Says what came of a request, with the way to its run. */
export const sayRun = (text: string, run: string): void =>
  showToast({ tone: 'good', text, link: { href: `/runs/${run}`, text: words.watch } });

/** Says which run fetches the filings of a ticker. */
export const sayScrape = ({ run_id: run, answered_by: by }: ScrapeResponse): void => sayRun(words[by](run), run);
