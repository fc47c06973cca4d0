import type { AlertRow, NewDelivery, PastDelivery, PlannedChannel, Silence } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { nightOf, type PlanFacts, planMessages } from './plan-messages.ts';

const minuteMs = 60_000;
const start = new Date('2026-11-20T22:00:00Z');
const at = (minutes: number, from = start) => new Date(from.getTime() + minutes * minuteMs);

const channel: PlannedChannel = {
  id: 1n,
  name: 'hook',
  minSeverity: 'warning',
  watchMatches: true,
  createdAt: new Date('2026-01-01T00:00:00Z'),
};
const makeAlert = (id: bigint, is: Partial<AlertRow> = {}): AlertRow => ({
  id,
  class: 'operations',
  kind: 'chore-failing',
  cause: `cause ${id}`,
  severity: 'warning',
  state: 'open',
  source: null,
  dataset: null,
  ticker: null,
  check: null,
  sources: [],
  names: [],
  members: [],
  facts: {},
  count: 1,
  openedAt: start,
  changedAt: start,
  closedAt: null,
  heldBy: null,
  ackedAt: null,
  ackedBy: null,
  ackNote: null,
  ...is,
});
const critical = (id: bigint, is: Partial<AlertRow> = {}) => makeAlert(id, { severity: 'critical', ...is });
const makeSilence = (is: Partial<Silence>): Silence => ({
  id: 9n,
  reason: 'known',
  check: null,
  source: null,
  dataset: null,
  ticker: null,
  severity: null,
  untilRecovered: false,
  heldAt: null,
  startsAt: start,
  endsAt: at(60),
  createdBy: 'anna',
  ...is,
});

/** A channel under the clock: what is planned is sent at once, and past from then on. */
function openNight(channels: readonly PlannedChannel[] = [channel]) {
  const past: PastDelivery[] = [];
  const look = (minutes: number, alerts: readonly AlertRow[], more: Partial<PlanFacts> = {}) => {
    const now = at(minutes);
    const plan = planMessages({ now, channels, alerts, silences: [], past, ...more });
    past.push(...plan.messages.map((message) => toPast(message, now)));
    return plan;
  };
  const sent = (minutes: number, alerts: readonly AlertRow[], more: Partial<PlanFacts> = {}) =>
    look(minutes, alerts, more).messages.map(({ kind, alertIds }) => `${kind} ${alertIds.join(' ')}`);
  return { past, look, sent };
}
const toPast = ({ channelId, kind, alertIds, severity }: NewDelivery, now: Date): PastDelivery => ({
  channelId,
  kind,
  alertIds: [...alertIds],
  severity,
  state: 'sent',
  at: now,
});

describe('the plan of messages', () => {
  it('sends what is critical at once, the rest after two minutes, and nothing twice', () => {
    const { sent } = openNight();
    const alerts = [makeAlert(1n), critical(2n)];
    expect(sent(0, alerts)).to.deep.equal(['open 2']);
    expect(sent(0, alerts)).to.deep.equal([]);
    expect(sent(2 - 1 / 60, alerts)).to.deep.equal([]);
    expect(sent(2, alerts)).to.deep.equal(['open 1']);
    expect(sent(3, alerts)).to.deep.equal([]);
  });

  it('makes an alert as bad as what it explains, acknowledged or not, so that no channel misses that', () => {
    const paused = makeAlert(1n, { kind: 'source-paused', severity: 'info', source: 'yahoo', sources: ['yahoo'] });
    const late = makeAlert(2n, { kind: 'deadline-missed', sources: ['yahoo'], openedAt: at(10) });
    const { look, sent } = openNight();
    expect(sent(5, [paused])).to.deep.equal([]);
    const plan = look(10, [paused, late]);
    expect(plan.raises).to.deep.equal([{ id: 1n, severity: 'warning' }]);
    expect(plan.messages.map(({ kind, alertIds, severity }) => [kind, ...alertIds, severity])).to.deep.equal([
      ['open', 1n, 'warning'],
    ]);
    const raised: AlertRow = { ...paused, severity: 'warning', ackedAt: at(12), ackedBy: 'anna' };
    expect(look(15, [raised, late]).raises).to.deep.equal([]);
    const failed = critical(3n, { kind: 'run-failed', sources: ['yahoo'], openedAt: at(30) });
    expect(sent(30, [raised, late, failed])).to.deep.equal(['change 1']);
    expect(sent(45, [{ ...raised, severity: 'critical', ackedAt: null }, late, failed])).to.deep.equal(['reminder 1']);
  });

  it('sends nothing of what was over before it was sent, and nothing milder than the channel takes', () => {
    const { sent } = openNight();
    const over = makeAlert(1n, { state: 'closed', closedAt: at(1) });
    expect(sent(3, [over, makeAlert(2n, { severity: 'info' })])).to.deep.equal([]);
  });

  it('sends one message at the end, ten minutes after it, and after the last one', () => {
    const { sent } = openNight();
    expect(sent(2, [makeAlert(1n)])).to.deep.equal(['open 1']);
    const over = makeAlert(1n, { state: 'closed', closedAt: at(4) });
    expect(sent(12, [over])).to.deep.equal([]);
    expect(sent(13.9, [over])).to.deep.equal([]);
    expect(sent(14, [over])).to.deep.equal(['close 1']);
    expect(sent(60, [over])).to.deep.equal([]);
  });

  it('makes one message of changes within ten minutes', () => {
    const { sent } = openNight();
    expect(sent(2, [makeAlert(1n)])).to.deep.equal(['open 1']);
    const worse = critical(1n);
    expect(sent(11.9, [worse])).to.deep.equal([]);
    expect(sent(12, [worse])).to.deep.equal(['change 1']);
    // Gone and back within ten minutes: nothing to say.
    expect(sent(13, [critical(1n, { state: 'closed', closedAt: at(13) })])).to.deep.equal([]);
    expect(sent(15, [critical(1n, { ackedAt: at(14) })])).to.deep.equal([]);
    expect(sent(40, [makeAlert(1n)])).to.deep.equal([]);
  });

  it('leaves all but three a night to the digest, and keeps one of the three for what is critical', () => {
    const { sent } = openNight();
    const mild = [makeAlert(1n), makeAlert(2n), makeAlert(3n)];
    expect(sent(2, mild)).to.deep.equal(['open 1', 'open 2']);
    expect(sent(3, [...mild, critical(4n, { openedAt: at(3) })])).to.deep.equal(['open 4']);
    const all = [...mild, critical(4n, { openedAt: at(3), ackedAt: at(4) }), critical(5n, { openedAt: at(5) })];
    expect(sent(5, all)).to.deep.equal([]);
    // For which none of the three was left is in the next reminder.
    expect(sent(20, all)).to.deep.equal(['reminder 5']);
    const acked = all.map((alert) => ({ ...alert, ackedAt: at(21) }));
    expect(sent(239, acked)).to.deep.equal([]);
    expect(sent(240, acked)).to.deep.equal(['digest 3']);
    expect(sent(241, acked)).to.deep.equal([]);
    // What a digest has listed is not new in the next night.
    expect(sent(242, [...acked, makeAlert(6n, { openedAt: at(240) })])).to.deep.equal(['open 6']);
  });

  it('lists in the digest what was over before it, once, and sends none where nothing is left', () => {
    const { sent } = openNight();
    const [first, second] = [critical(1n, { ackedAt: start }), critical(2n, { ackedAt: start })];
    const third = critical(3n, { ackedAt: start });
    const over = critical(4n, { state: 'closed', closedAt: at(30), openedAt: at(1) });
    const explained = { ...over, id: 5n, heldBy: 1n };
    expect(sent(0, [first, second, third])).to.deep.equal(['open 1', 'open 2', 'open 3']);
    expect(sent(1, [first, second, third, critical(4n, { openedAt: at(1) })])).to.deep.equal([]);
    expect(sent(240, [first, second, third, over, explained])).to.deep.equal(['digest 4']);
    expect(sent(240 + 24 * 60, [first, second, third, over])).to.deep.equal([]);
  });

  it('sends no digest of a night before the channel was', () => {
    const { sent } = openNight([{ ...channel, createdAt: at(241) }]);
    const alerts = [makeAlert(1n), makeAlert(2n), makeAlert(3n)];
    expect(sent(242, alerts)).to.deep.equal(['open 1', 'open 2']);
    expect(sent(240 + 24 * 60, alerts)).to.deep.equal(['digest 3']);
  });

  it('repeats what is critical every 15 min, all in one, until somebody takes it on', () => {
    const { sent, past } = openNight();
    const both = [critical(1n), critical(2n, { openedAt: at(5) })];
    expect(sent(0, both.slice(0, 1))).to.deep.equal(['open 1']);
    expect(sent(5, both)).to.deep.equal(['open 2']);
    expect(sent(14.9, both)).to.deep.equal([]);
    expect(sent(15, both)).to.deep.equal(['reminder 1 2']);
    expect(sent(29.9, both)).to.deep.equal([]);
    const [one] = both.map((alert) => ({ ...alert, ackedAt: at(29) }));
    expect(sent(30, one ? [one, ...both.slice(1)] : [])).to.deep.equal(['reminder 2']);
    past.push({ channelId: 1n, kind: 'reminder', alertIds: [2n], severity: 'critical', state: 'queued', at: at(30) });
    expect(sent(60, both)).to.deep.equal([]);
  });

  it('holds what another explains, and gives it 90 min after the end of that', () => {
    const { look, sent } = openNight();
    const source = { source: 'sec-edgar', sources: ['sec-edgar'] };
    const blocked = critical(1n, { ...source, kind: 'source-blocked', ackedAt: start });
    const failed = critical(2n, { kind: 'run-failed', sources: ['sec-edgar'] });
    const other = critical(3n, { kind: 'run-failed', sources: ['yahoo'], ackedAt: start });
    const plan = look(0, [blocked, failed, other]);
    expect(plan.holds).to.deep.equal([{ id: 2n, heldBy: 1n }]);
    expect(plan.messages.map(({ alertIds }) => alertIds)).to.deep.equal([[1n], [3n]]);
    const held = { ...failed, heldBy: 1n };
    expect(look(60, [blocked, held, other])).to.deep.include({ messages: [], holds: [] });
    const over = { ...blocked, state: 'closed' as const, closedAt: at(60) };
    expect(sent(149.9, [over, held, other])).to.deep.equal(['close 1']);
    const later = look(150, [over, held, other]);
    expect(later.holds).to.deep.equal([{ id: 2n, heldBy: null }]);
    expect(later.messages.map(({ kind, alertIds }) => [kind, alertIds])).to.deep.equal([['open', [2n]]]);
  });

  it('sends nothing that is silenced, and at the end of the silence what is still open', () => {
    const { look, sent } = openNight();
    const alert = critical(1n, { dataset: 'daily-prices', sources: ['yahoo'], names: ['AAPL'] });
    for (const condition of [
      { dataset: 'daily-prices' },
      { source: 'yahoo' },
      { ticker: 'AAPL' },
      { severity: 'critical' as const },
    ])
      expect(sent(30, [alert], { silences: [makeSilence(condition)] }), JSON.stringify(condition)).to.deep.equal([]);
    const silences = [makeSilence({ dataset: 'insider-trades' }), makeSilence({ id: 8n, severity: 'warning' })];
    expect(look(30, [alert], { silences }).messages).to.have.length(1);
  });

  it('ends a silence whose alerts have recovered, but not before it held any', () => {
    const { look } = openNight();
    const silence = makeSilence({ source: 'yahoo', untilRecovered: true });
    const alert = makeAlert(1n, { source: 'yahoo' });
    expect(look(1, [], { silences: [silence] })).to.deep.include({ recovered: [], holding: [] });
    expect(look(2, [alert], { silences: [silence] })).to.deep.include({ recovered: [], holding: [9n] });
    const held = { ...silence, heldAt: at(2) };
    expect(look(3, [alert], { silences: [held] })).to.deep.include({ recovered: [], holding: [] });
    expect(look(4, [], { silences: [held] })).to.deep.include({ recovered: [9n], holding: [] });
  });

  it('is mute while everything is silenced: no reminder, no digest, no end', () => {
    const { sent } = openNight();
    expect(sent(0, [critical(1n)])).to.deep.equal(['open 1']);
    const silences = [makeSilence({})];
    const over = critical(1n, { state: 'closed', closedAt: at(5) });
    expect(sent(20, [critical(1n)], { silences })).to.deep.equal([]);
    expect(sent(240, [over, makeAlert(2n)], { silences })).to.deep.equal([]);
    expect(sent(241, [over, makeAlert(2n)])).to.deep.equal(['digest 2', 'close 1']);
  });

  it('sends a dead channel nothing of itself, and no end of what did not arrive', () => {
    const { sent, past } = openNight([channel, { ...channel, id: 2n, name: 'phone' }]);
    const dead = critical(5n, { cause: 'alert-channel:2', ackedAt: start });
    expect(sent(0, [dead])).to.deep.equal(['open 5']);
    expect(past[0]?.channelId).to.equal(1n);
    past.splice(0);
    past.push({ channelId: 1n, kind: 'open', alertIds: [5n], severity: 'critical', state: 'failed', at: start });
    expect(sent(1, [dead])).to.deep.equal([]);
    expect(sent(30, [{ ...dead, state: 'closed', closedAt: at(2) }])).to.deep.equal([]);
  });

  it('begins each night at 02:00 UTC', () => {
    expect(nightOf(new Date('2026-11-20T01:59:59Z')).endedOn).to.equal('2026-11-19');
    expect(nightOf(new Date('2026-11-20T02:00:00Z'))).to.deep.equal({
      since: new Date('2026-11-20T02:00:00Z'),
      endedOn: '2026-11-20',
    });
  });
});
