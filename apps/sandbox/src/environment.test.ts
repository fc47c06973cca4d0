import { expect } from 'chai';
import { settingsFrom } from './environment.ts';

describe('settings from the environment', () => {
  it('take their defaults, and the day that is given', () => {
    const read = settingsFrom({ SANDBOX_PORT: '', PATH: '/bin' }, '2026-11-20');
    expect(read).to.deep.equal({
      settings: {
        host: '127.0.0.1',
        port: 0,
        seed: 1,
        today: '2026-11-20',
        tickers: 200,
        filingsPerDay: 0.23,
        years: 2,
        recentFilings: 1000,
        banMs: 600_000,
        secCeilingPerSecond: 10,
        yahooCeilingPerMinute: 60,
        yahooSessionMs: 1_800_000,
        alphaVantagePerDay: 25,
        stooqPerDay: 1000,
        massivePerMinute: 5,
        listed: 6000,
        listingMonth: null,
        closedDays: [],
        folder: null,
        token: null,
      },
    });
  });

  it('are read from variables', () => {
    const read = settingsFrom(
      {
        SANDBOX_TODAY: '2024-02-29',
        SANDBOX_FILINGS_PER_DAY: '1.5',
        SANDBOX_SEC_CEILING: '0',
        SANDBOX_FOLDER: '/files',
      },
      '2026-11-20',
    );
    expect(read).to.deep.include.keys('settings');
    if ('settings' in read) {
      const { today, filingsPerDay, secCeilingPerSecond, folder } = read.settings;
      expect([today, filingsPerDay, secCeilingPerSecond, folder]).to.deep.equal(['2024-02-29', 1.5, 0, '/files']);
    }
  });

  it('name every variable that is not acceptable', () => {
    const read = settingsFrom(
      { SANDBOX_TICKERS: 'many', SANDBOX_PORT: '70000', SANDBOX_TODAY: '2026-02-30', SANDBOX_SEED: '1.5' },
      '2026-11-20',
    );
    expect(read).to.have.property('problems');
    if ('problems' in read) {
      const named = read.problems.map((line) => line.split('=')[0]).sort();
      expect(named).to.deep.equal(['SANDBOX_PORT', 'SANDBOX_SEED', 'SANDBOX_TICKERS', 'SANDBOX_TODAY']);
    }
  });

  it('must not reach back before 2001', () => {
    expect(settingsFrom({ SANDBOX_TODAY: '2010-05-05', SANDBOX_YEARS: '12' }, '2026-11-20')).to.deep.equal({
      problems: ['SANDBOX_YEARS=12: must not reach back before 2001'],
    });
  });
});
