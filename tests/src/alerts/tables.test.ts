import { keepEnvironmentChannels } from '@tickermill/alerts';
import { PipelineError } from '@tickermill/core';
import { alertChannelSecrets, alertChannels, changeAlertChannel } from '@tickermill/store/alerts';
import { quietSource } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const now = () => new Date('2026-11-20T22:00:00Z');
const token = '123456:a-token-of-a-bot';

describe('the tables of alerts', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  const insertAlert = (cause: string, state: string) => store.sql.$executeRaw`
    INSERT INTO alerts (class, kind, cause, severity, state, facts, opened_at, changed_at, event_txid, event_id)
    VALUES ('operations', 'run-failed', ${cause}, 'critical', ${state}, '{}', now(), now(), 1, 1)`;
  const failureOf = (done: Promise<unknown>) => done.then(() => null, String);

  it('hold one open alert of a cause, and one digest of a night (alerts_open_cause_key, alert_deliveries_digest_key)', async () => {
    await insertAlert('a', 'open');
    await insertAlert('a', 'closed');
    await insertAlert('b', 'open');
    expect(await failureOf(insertAlert('a', 'open'))).to.contain('alerts_open_cause_key');
    await keepEnvironmentChannels({ store, now }, { telegram: { token, chat: '42' } });
    const [channel] = await alertChannels(store.sql);
    const insertDigest = (night: string) => store.sql.$executeRaw`
      INSERT INTO alert_deliveries (channel_id, kind, alert_ids, night, next_at, created_at)
      VALUES (${channel?.id ?? 0n}, 'digest', '{}', ${night}::date, now(), now())`;
    await insertDigest('2026-11-20');
    await insertDigest('2026-11-21');
    expect(await failureOf(insertDigest('2026-11-20'))).to.contain('alert_deliveries_digest_key');
  });

  it('find what is queued without reading what was sent (alert_deliveries_queued_idx, alerts_unqueued_idx)', async () => {
    const rows = await store.sql.$queryRaw<{ name: string; where: string }[]>`
      SELECT indexrelid::regclass::text AS name, pg_get_expr(indpred, indrelid) AS where FROM pg_index
      WHERE indexrelid::regclass::text IN ('alert_deliveries_queued_idx', 'alerts_unqueued_idx') ORDER BY 1`;
    expect(rows).to.deep.equal([
      { name: 'alert_deliveries_queued_idx', where: "(state = 'queued'::text)" },
      { name: 'alerts_unqueued_idx', where: "((class = 'watch'::text) AND (queued_at IS NULL))" },
    ]);
  });

  it('get from the event of a source what made it quiet', async () => {
    await store.sql.$executeRaw`
      INSERT INTO source_state (source, state, pace_requests, pace_per_ms, requests) VALUES ('stooq', 'open', 1, 1000, 0)`;
    await store.sql.$executeRaw`
      UPDATE source_state SET state = 'quiet', quiet_until = now() + interval '5 min', breaker_trips = 2, outages = 1
      WHERE source = 'stooq'`;
    const [event] = await store.sql.$queryRaw<{ data: Record<string, unknown> }[]>`
      SELECT data FROM events WHERE type = 'source.changed' ORDER BY txid DESC, id DESC LIMIT 1`;
    expect(event?.data).to.include({
      source: 'stooq',
      state: 'quiet',
      breaker_trips: 2,
      outages: 1,
      asked_directly: false,
      quota_spent: false,
      paused_for_disk: false,
    });
    await quietSource(store.db, 'stooq', {
      ms: 3_600_000,
      reason: 'the requests of the day are spent',
      forQuota: true,
    });
    const [spent] = await store.sql.$queryRaw<{ data: Record<string, unknown> }[]>`
      SELECT data FROM events WHERE type = 'source.changed' ORDER BY txid DESC, id DESC LIMIT 1`;
    expect(spent?.data).to.include({ state: 'quiet', quota_spent: true });
    expect(await quietSource(store.db, 'stooq', { ms: 1_000, reason: 'a shorter one' })).to.be.greaterThan(1_000_000);
    const [kept] = await store.sql.$queryRaw<object[]>`SELECT quiet_for_quota FROM source_state WHERE source = 'stooq'`;
    expect(kept, 'the longer quiet period has its reason').to.deep.equal({ quiet_for_quota: true });
  });

  it('follow the environment, and leave alone what somebody else has made', async () => {
    const audit = () =>
      store.sql.$queryRaw<{ action: string; detail: unknown }[]>`
        SELECT action, detail FROM audit_log WHERE actor = 'environment' ORDER BY id`;
    const before = (await audit()).length;
    const [channel] = await alertChannels(store.sql);
    if (!channel) throw new Error('there is no channel');
    expect(channel).to.include({ name: 'telegram', createdBy: 'environment', minSeverity: 'warning' });
    await changeAlertChannel(store.db, channel.id, { minSeverity: 'critical' });
    await keepEnvironmentChannels({ store, now }, { telegram: { token, chat: '42' } });
    expect(await audit()).to.have.length(before);
    await keepEnvironmentChannels({ store, now }, { telegram: { token: `${token}-2`, chat: '43' } });
    const secrets = await alertChannelSecrets(store.sql, channel.id);
    expect(secrets).to.deep.include({ secret: { token: `${token}-2` } });
    expect((await alertChannels(store.sql))[0]).to.include({ minSeverity: 'critical' });
    expect(JSON.stringify(await audit()))
      .to.contain('"chat":"43"')
      .and.not.to.contain(token);

    await store.sql.$executeRaw`UPDATE alert_channels SET created_by = 'anna'`;
    await keepEnvironmentChannels({ store, now }, { telegram: { token, chat: '44' } });
    expect((await alertChannelSecrets(store.sql, channel.id))?.settings).to.deep.include({ chat: '43' });
    const error = await keepEnvironmentChannels({ store, now }, { webhook: { url: 'ftp://x', key: undefined } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(PipelineError).with.property('message').that.contains('secret.url');
  });
});
