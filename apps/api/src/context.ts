import type { AlertTest } from '@tickermill/alerts';
import type { Log } from '@tickermill/core';
import type { EngineDeps } from '@tickermill/engine';
import type { DiskOptions } from '@tickermill/runtime';
import type { Metrics } from '@tickermill/runtime/metrics';
import type { AlertChannelSecrets } from '@tickermill/store/alerts';
import type { Passwords } from './accounts/passwords.ts';
import type { EventHub } from './events/hub.ts';

/** How browsers reach the API and how long they stay signed in. */
export interface WebSettings {
  /** The origin that browsers see; without it, the host that each request names, over plain HTTP. */
  readonly publicUrl: string | undefined;
  /** The address that is listened at, where it is one name. */
  readonly listenHost: string | undefined;
  /** The proxies that are trusted for a client's address: so many, or those at these places. */
  readonly trustProxy: number | string[] | undefined;
  readonly sessionMs: number;
  readonly sessionIdleMs: number;
}

/** What the routes work with. */
export interface ApiContext extends EngineDeps {
  /** The destination of this installation's requests. */
  readonly mode: 'sandbox' | 'live';
  /** The installation's own token. */
  readonly token: string;
  readonly web: WebSettings;
  readonly passwords: Passwords;
  /** The advanced panels of the dashboard that are turned on. */
  readonly flags: readonly string[];
  readonly log: Log;
  /** The disk of the data directory, which must have free space. */
  readonly disk: DiskOptions;
  /** The token of a metrics reader without any other. */
  readonly metricsToken?: string | undefined;
  /** Those of this process. */
  readonly metrics: Metrics;
  readonly events: EventHub;
  /** Sends a test message to a channel of alerts. */
  readonly testAlertChannel: (channel: AlertChannelSecrets) => Promise<AlertTest>;
}
