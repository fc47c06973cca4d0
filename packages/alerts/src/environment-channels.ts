import type { Store } from '@tickermill/store';
import { recordAudit } from '@tickermill/store/accounts';
import { keepEnvironmentChannel } from '@tickermill/store/alerts';
import { readChannel } from './channels/index.ts';

/** A first channel as the environment of a worker names it, so that an installation can alert before anybody has signed in. */
export interface EnvironmentChannels {
  readonly telegram?: { readonly token: string; readonly chat: string } | undefined;
  readonly webhook?: { readonly url: string; readonly key: string | undefined } | undefined;
}

/**
 * Writes the channels `telegram` and `webhook` that the environment names, where they are new or differ. One of that name that
 * somebody else has made stays as it is.
 * @throws {PipelineError} `INVALID_INPUT` naming the setting.
 */
export async function keepEnvironmentChannels(
  { store, now }: { readonly store: Store; readonly now: () => Date },
  { telegram, webhook }: EnvironmentChannels,
): Promise<void> {
  if (telegram) {
    const { token, chat } = telegram;
    await keep('telegram', readChannel('telegram', { settings: { chat }, secret: { token } }));
  }
  if (webhook) {
    const { url, key } = webhook;
    await keep(
      'webhook',
      readChannel('webhook', { settings: {}, secret: { url, ...(key === undefined ? {} : { key }) } }),
    );
  }

  async function keep(kind: 'telegram' | 'webhook', { settings, secret }: { settings: object; secret: object }) {
    const at = now();
    await store.transaction(async (tx) => {
      if (!(await keepEnvironmentChannel(tx, { name: kind, kind, settings, secret }, at))) return;
      await recordAudit(tx, {
        at,
        actor: 'environment',
        role: null,
        action: 'keepAlertChannel',
        path: '/environment',
        status: 200,
        detail: { name: kind, settings },
        requestId: 'environment',
        ip: null,
      });
    });
  }
}
