import type { Log } from '@tickermill/core';
import type { Requesting } from '@tickermill/engine';

/** What the routes work with. */
export interface ApiContext extends Requesting {
  /** Whom this installation asks. */
  readonly mode: 'sandbox' | 'live';
  readonly token: string;
  readonly log: Log;
}
