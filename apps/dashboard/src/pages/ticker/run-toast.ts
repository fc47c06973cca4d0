import { ticker } from '../../strings/ticker.ts';
import { showToast } from '../../view/toasts.ts';

/** Says what came of a request, with the way to its run. */
export const sayRun = (text: string, run: string): void =>
  showToast({ tone: 'good', text, link: { href: `/runs/${run}`, text: ticker.actions.watch } });
