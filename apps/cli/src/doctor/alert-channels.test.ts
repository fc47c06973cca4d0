import type { AlertChannel } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { judgeAlertChannels } from './alert-channels.ts';

const at = new Date('2026-11-20T22:00:00Z');
const channel = (name: string, is: Partial<AlertChannel> = {}): AlertChannel => ({
  id: 1n,
  name,
  kind: 'telegram',
  settings: {},
  secrets: ['token'],
  minSeverity: 'warning',
  watchMatches: true,
  enabled: true,
  failures: 0,
  failingSince: null,
  retryAt: null,
  lastError: null,
  lastSentAt: at,
  createdAt: at,
  createdBy: 'anna',
  ...is,
});
const dead = channel('phone', { failures: 3, failingSince: at, lastError: 'chat not found' });
const untested = channel('post', { lastSentAt: null });

describe('the doctor, about alert channels', () => {
  const judged = (channels: AlertChannel[], sources: 'sandbox' | 'live' = 'live') =>
    judgeAlertChannels(channels, sources).map(({ state, says }) => [state, says]);

  it('is content with those that have taken a message', () => {
    expect(judged([channel('phone'), channel('off', { enabled: false })])).to.deep.equal([
      ['ok', '1 working: phone (telegram)'],
    ]);
  });

  it('says what is dead or was never tried, and what to do about it', () => {
    const checks = judgeAlertChannels([channel('hook'), dead, untested], 'live');
    expect(checks.map(({ state }) => state)).to.deep.equal(['ok', 'warning', 'warning']);
    expect(checks[1]?.says).to.equal('phone (telegram) takes nothing since 2026-11-20T22:00Z: chat not found');
    expect(checks[1]?.todo).to.contain('tickermill alert test phone');
    expect(checks[2]?.todo).to.contain('tickermill alert test post');
  });

  it('fails where nobody hears of anything', () => {
    expect(judged([dead, untested]).map(([state]) => state)).to.deep.equal(['failed', 'warning']);
  });

  it('warns of live use without any, and not of the sandbox', () => {
    const off = [channel('off', { enabled: false })];
    expect([judged([])[0], judged(off)[0]]).to.deep.equal([
      ['warning', 'there is none: nobody is told what goes wrong'],
      ['warning', 'all are disabled'],
    ]);
    expect(judged([], 'sandbox').map(([state]) => state)).to.deep.equal(['skipped']);
  });
});
