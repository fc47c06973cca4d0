import type { Store } from '@tickermill/store';
import {
  type AlertChannelSecrets,
  recordChannelFailure,
  recordChannelSuccess,
  recordTest,
} from '@tickermill/store/alerts';
import { openOutbound } from '@tickermill/upstream';
import { sendTo } from './channels/index.ts';
import { renderMessage } from './render.ts';

/** How the test of a channel ended. */
export interface AlertTest {
  readonly delivered: boolean;
  readonly error: string | null;
  readonly headline: string;
}

/** Tests channels: at once, past the queue, so that whoever set one up sees what it answers. */
export interface ChannelTests {
  readonly test: (channel: AlertChannelSecrets) => Promise<AlertTest>;
  readonly close: () => void;
}

export interface ChannelTestsOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** Whether channels may be in private networks. */
  readonly allowPrivate: boolean;
}

export function openChannelTests({ store, now, allowPrivate }: ChannelTestsOptions): ChannelTests {
  const rule = { allowPrivate };
  const outbound = openOutbound(rule);
  return {
    async test(channel) {
      const at = now();
      const facts = { now: at, publicUrl: undefined, held: [], names: null, night: null };
      const message = renderMessage({ kind: 'test' }, [], facts);
      const envelope = { id: `tickermill-test-${at.getTime()}`, at };
      const result = await sendTo(channel, message, envelope, { outbound, rule });
      const error =
        result.kind === 'sent' ? null : result.kind === 'throttled' ? 'it asked for patience' : result.error;
      await store.transaction(async (tx) => {
        await recordTest(tx, channel.id, { error, headline: message.headline }, at);
        if (error === null) await recordChannelSuccess(tx, channel.id, at);
        // A throttle says nothing against the channel.
        else if (result.kind !== 'throttled')
          await recordChannelFailure(tx, channel.id, { error, isFinal: false, retryAt: null }, at);
      });
      return { delivered: error === null, error, headline: message.headline };
    },
    close: () => outbound.close(),
  };
}
