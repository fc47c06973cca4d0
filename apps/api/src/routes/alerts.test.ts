import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAlerts } from '@tickermill/alerts';
import { eventsAfter } from '@tickermill/store/events';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const key = 'a key of 16 letters';

describe('the routes of alerts', () => {
  let api: ServedApi;
  let hook: Server;
  let url: string;
  let status = 200;
  const received: { headline: string }[] = [];
  let now = new Date('2026-11-20T22:00:00Z');
  before(async () => {
    api = await serveApi({ now: () => now });
    hook = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push(JSON.parse(body));
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/of-a-secret`;
  });
  after(async () => {
    hook.closeAllConnections();
    await new Promise((resolve) => hook.close(resolve));
    await api.close();
  });
  const items = async (path: string) => (await api.askJson('GET', path)).body['items'] as Record<string, unknown>[];

  it('lead from a channel by way of an event to a message, and to its history', async () => {
    const body = { name: 'on-call', kind: 'webhook', settings: {}, secret: { url, key } };
    const added = await api.askJson('POST', 'alert-channels', body);
    expect(added.status, JSON.stringify(added.body)).to.equal(201);
    const shown = {
      name: 'on-call',
      kind: 'webhook',
      settings: {},
      secret: { url: '****', key: '****' },
      state: 'untested',
    };
    expect(added.body).to.deep.include({ ...shown, min_severity: 'warning', watch_matches: true });
    expect((await api.askJson('POST', 'alert-channels', body)).status).to.equal(422);
    const test = await api.askJson('POST', `alert-channels/${added.body['id']}/test`);
    expect(test.body).to.deep.equal({
      delivered: true,
      error: null,
      headline: 'TEST: alerts of Tickermill reach this channel',
    });

    const data = { run: '7', dataset: 'insider-trades', trigger: 'schedule', state: 'failed' };
    await api.store.sql.$executeRaw`
      INSERT INTO events (type, at, data) VALUES ('run.finished', ${now}::timestamptz, ${JSON.stringify(data)}::jsonb)`;
    const { store } = api;
    const options = { store, log: silentLog, now: () => now, publicUrl: undefined, allowPrivate: true };
    const alerts = openAlerts({ ...options, sourcesOf: () => [] });
    for (const event of await eventsAfter(store.sql, { txid: 0n, id: 0n }, 1_000)) await alerts.handle(event);
    for (const chore of alerts.chores) await chore.run();
    alerts.close();
    const headline = 'CRITICAL: the insider-trades run 7 failed';
    expect(received.map((message) => message.headline)).to.deep.equal([test.body['headline'], headline]);

    const [alert] = await items('alerts?state=open');
    expect(alert).to.include({ kind: 'run-failed', severity: 'critical', headline: 'the insider-trades run 7 failed' });
    const { body: detail } = await api.askJson('GET', `alerts/${alert?.['id']}`);
    expect(detail).to.include({ runbook: 'docs/runbooks/run-failed.md' });
    expect((detail['deliveries'] as object[]).map((delivery) => delivery)).to.have.length(1);
    expect((detail['deliveries'] as object[])[0]).to.include({
      channel: 'on-call',
      kind: 'open',
      state: 'sent',
      headline,
    });

    const acked = await api.askJson('POST', `alerts/${alert?.['id']}/ack`, { note: 'on it' });
    expect(acked.body).to.include({ acked_by: 'local', ack_note: 'on it' });
    expect((await api.askJson('POST', 'alerts/ack')).body).to.deep.equal({ acked: 0 });
  });

  it('show a secret nowhere: not in an answer, nor in the audit log', async () => {
    const settings = { chat: '42', server: url };
    const secret = { token: '123456:a-token-of-a-bot' };
    const added = await api.askJson('POST', 'alert-channels', { name: 'phone', kind: 'telegram', settings, secret });
    expect(added.body).to.deep.include({ secret: { token: '****' }, settings: { ...settings, commands: false } });
    const changed = await api.askJson('PATCH', `alert-channels/${added.body['id']}`, {
      secret: { token: '123456:another-token-of-it' },
      min_severity: 'critical',
    });
    expect(changed.body).to.deep.include({ secret: { token: '****' }, min_severity: 'critical' });
    status = 500;
    const test = await api.askJson('POST', `alert-channels/${added.body['id']}/test`);
    expect(test.body).to.include({ delivered: false });
    status = 200;
    const all = [
      JSON.stringify(await items('alert-channels')),
      JSON.stringify(await items('audit')),
      JSON.stringify([added.body, changed.body, test.body]),
    ].join();
    for (const hidden of ['token-of', 'of-a-secret/bot', key]) expect(all).not.to.contain(hidden);
    expect((await api.ask('DELETE', `/api/v1/alert-channels/${added.body['id']}`)).status).to.equal(204);
    expect((await items('alert-channels')).map(({ name }) => name)).to.deep.equal(['on-call']);
  });

  it('refuse a channel that could not work, naming the field and quoting no secret', async () => {
    for (const [field, kind, settings, secret] of [
      ['secret.url', 'webhook', {}, { url: 'ftp://hook.example/s3cret' }],
      ['secret.url', 'slack', {}, { url: 'https://anna:s3cret@hooks.example/' }],
      ['secret.token', 'telegram', { chat: '42' }, { token: 's3cret' }],
      ['settings.chat', 'telegram', { chat: 'my chat' }, { token: '123456:a-token-of-a-s3cret' }],
      ['settings.to', 'email', { host: 'mail.example', from: 'a@b.example', to: [] }, {}],
      [
        'settings.from',
        'email',
        { host: 'mail.example', from: 'a@b.example\r\nBcc: c@d.example', to: ['e@f.example'] },
        {},
      ],
    ] as const) {
      const { status: answered, body } = await api.askJson('POST', 'alert-channels', {
        name: 'bad',
        kind,
        settings,
        secret,
      });
      const problem = JSON.stringify(body);
      expect(answered, problem).to.equal(422);
      expect(problem).to.contain(field).and.not.to.contain('s3cret');
    }
  });

  it('silence with a reason and an end, after saying what that would hold', async () => {
    const silence = { reason: 'the source moves house', source: 'sec-edgar', minutes: 90 };
    const preview = await api.askJson('POST', 'silences?dry_run', silence);
    expect(preview.body).to.deep.equal({ would_hold: [] });
    const dataset = { reason: 'known', dataset: 'insider-trades' };
    const { body: would } = await api.askJson('POST', 'silences?dry_run', dataset);
    expect((would['would_hold'] as object[]).length).to.equal(1);
    expect(await items('silences')).to.deep.equal([]);
    const added = await api.askJson('POST', 'silences', silence);
    expect(added.status).to.equal(201);
    expect(added.body).to.include({ ends_at: '2026-11-20T23:30:00.000Z', until_recovered: false, created_by: 'local' });
    expect((await api.askJson('POST', 'silences', { reason: 'of nothing' })).status).to.equal(422);
    expect((await api.askJson('POST', 'silences', { ...silence, minutes: 43_201 })).status).to.equal(422);
    expect((await api.ask('DELETE', `/api/v1/silences/${added.body['id']}`)).status).to.equal(204);
    expect((await api.ask('DELETE', `/api/v1/silences/${added.body['id']}`)).status).to.equal(404);

    await api.askJson('POST', 'alerts/mute', { minutes: 60 });
    expect((await items('silences')).map(({ reason }) => reason)).to.deep.equal(['muted']);
    expect((await api.ask('DELETE', '/api/v1/alerts/mute')).status).to.equal(204);
    expect(await items('silences')).to.deep.equal([]);
    now = new Date('2026-11-20T22:00:01Z');
  });
});
