import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AlertRow, AlertSignal } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { httpChannels } from './channels/index.ts';
import { alertKinds, eventRules } from './kinds/index.ts';
import { bodyLines } from './message.ts';
import { type RenderFacts, renderMessage, saidOf } from './render.ts';
import { sampleEvents } from './sample-events.fixture.ts';

const snapshot = new URL('../src/messages.snapshot.txt', import.meta.url);
const runbooks = new URL('../../../docs/runbooks/', import.meta.url);
const at = new Date('2026-11-20T22:00:00Z');
const deps = { sourcesOf: () => ['sec-edgar'] };
const facts: RenderFacts = {
  now: new Date('2026-11-20T22:20:00Z'),
  publicUrl: 'https://tickers.example',
  held: [{ by: 1n, kind: 'run-failed', count: 2 }],
  names: null,
  night: '11 of 13 schedules fine in the last 24 h',
};

const toAlert = (signal: AlertSignal, id: bigint): AlertRow => ({
  ...signal,
  id,
  state: signal.class === 'watch' ? 'closed' : 'open',
  sources: [...signal.sources],
  names: [...signal.names],
  members: signal.member === null ? [] : [signal.member],
  count: signal.kind === 'listing-finding' ? 5_000 : 1,
  openedAt: at,
  changedAt: signal.kind === 'listing-finding' ? new Date('2026-11-20T22:10:00Z') : at,
  closedAt: signal.class === 'watch' ? at : null,
  heldBy: null,
  ackedAt: null,
  ackedBy: null,
  ackNote: null,
});
const alerts = sampleEvents
  .flatMap(({ type, data }) => eventRules[type]?.({ type, data, at, txid: 1n, id: 1n }, deps) ?? [])
  .filter(({ effect }) => effect !== 'clear')
  .map((signal, index) => toAlert(signal, BigInt(index + 1)));
const alertOf = (kind: string) => {
  const found = alerts.find((alert) => alert.kind === kind);
  if (!found) throw new Error(`no sample event leads to ${kind}`);
  return found;
};

/** Every message as a person reads it, and one in the form of each channel. */
function render(): string {
  const asText = (title: string, kind: 'open' | 'close' | 'reminder' | 'digest' | 'watch' | 'test', of: AlertRow[]) => {
    const worst: Record<string, string[]> = {
      'run-failed': ['AAPL (TIMEOUT)', 'MSFT (TIMEOUT)'],
      'roll-up-red': ['ABC (2026-11-02)', 'XYZ (2026-11-03)'],
    };
    const names = worst[of[0]?.kind ?? ''] ?? null;
    const message = renderMessage({ kind }, of, { ...facts, names });
    return [`── ${title} ──`, message.headline, ...bodyLines(message), ''].join('\n');
  };
  const blocked = alertOf('source-blocked');
  const over = { ...blocked, state: 'closed' as const, closedAt: new Date('2026-11-20T22:12:00Z'), count: 3 };
  const message = renderMessage({ kind: 'open' }, [blocked], facts);
  const envelope = { id: 'tickermill-7', at };
  const secret = { url: 'https://hook.example/topic', token: '1:t', key: 'a key of 16 letters' };
  const target = { settings: { chat: '42', server: 'https://api.telegram.org', commands: false }, secret };
  const requests = Object.entries(httpChannels).map(([kind, channel]) => {
    const request = channel.toRequest(message, target as never, envelope);
    const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
    const body = JSON.stringify(JSON.parse(request.body ?? ''), null, 2);
    return [`── by ${kind} ──`, `${request.method} ${request.url}`, ...headers, body, ''].join('\n');
  });
  return [
    ...alerts.map((alert) => asText(alert.kind, alert.class === 'watch' ? 'watch' : 'open', [alert])),
    asText('the end', 'close', [over]),
    asText('a reminder of one', 'reminder', [blocked]),
    asText('a reminder of several', 'reminder', [blocked, alertOf('disk-low')]),
    asText('the digest', 'digest', [alertOf('listing-finding'), over]),
    asText('a test', 'test', []),
    ...requests,
  ].join('\n');
}

describe('the messages of alerts', () => {
  it('say what was agreed, for each kind and on each channel', () => {
    const actual = render();
    const expected = existsSync(snapshot) ? readFileSync(snapshot, 'utf8') : '';
    if (actual !== expected) writeFileSync(path.join(tmpdir(), 'messages.snapshot.txt'), actual);
    expect(actual, `what they say now is in ${tmpdir()}/messages.snapshot.txt`).to.equal(expected);
  });

  it('are sampled for each kind, and name a run-book that exists', () => {
    for (const kind of Object.keys(alertKinds)) {
      const { runbook } = saidOf(alertOf(kind));
      expect(existsSync(new URL(runbook ?? 'none', runbooks)), `${kind}: ${runbook}`).to.equal(true);
    }
  });

  it('stay one line each, whatever an upstream says', () => {
    const hostile = 'now\n\u202Eevil <b>&*_`@everyone\u0007 [your bank](https://evil.example)';
    const alert = {
      ...alertOf('source-blocked'),
      facts: { ...(alertOf('source-blocked').facts as object), quiet_reason: hostile },
    };
    const message = renderMessage({ kind: 'open' }, [alert], facts);
    for (const line of [message.headline, ...message.evidence]) expect(line).to.match(/^\P{C}*$/u);
    const target = {
      settings: { chat: '42', server: 'https://t.example' },
      secret: { token: 't', url: 'https://h.example/t' },
    };
    const bodyBy = (kind: keyof typeof httpChannels) =>
      JSON.stringify(JSON.parse(httpChannels[kind].toRequest(message, target as never, { id: '1', at }).body ?? ''));
    expect(bodyBy('telegram')).to.contain('&lt;b&gt;&amp;').and.not.to.contain('<b>&');
    expect(bodyBy('slack')).to.contain('&lt;b&gt;&amp;');
    expect(bodyBy('discord'))
      .to.contain('"allowed_mentions":{"parse":[]}')
      .and.not.to.match(/[^\\]\[your bank/);
  });

  it('fit what each channel takes, cut at a line', () => {
    const evidence = Array.from({ length: 400 }, (_, index) => `line ${index} of the evidence`);
    const message = { ...renderMessage({ kind: 'test' }, [], facts), evidence };
    const target = {
      settings: { chat: '42', server: 'https://t.example' },
      secret: { token: 't', url: 'https://h.example/t' },
    };
    const bodyBy = (kind: keyof typeof httpChannels) =>
      JSON.parse(httpChannels[kind].toRequest(message, target as never, { id: '1', at }).body ?? '') as Record<
        string,
        unknown
      >;
    expect(String(bodyBy('telegram')['text']).length).to.be.lessThan(4_096 + 8);
    expect(String(bodyBy('telegram')['text'])).to.match(/of the evidence\n…$/);
    const [embed] = bodyBy('discord')['embeds'] as { description: string }[];
    expect(embed?.description.length).to.be.lessThan(4_097);
  });

  it('name an alert whose kind this build does not know', () => {
    const alert = { ...alertOf('run-failed'), kind: 'of-tomorrow', cause: 'x' };
    expect(renderMessage({ kind: 'open' }, [alert], facts).headline).to.equal('CRITICAL: of-tomorrow (x)');
  });
});
