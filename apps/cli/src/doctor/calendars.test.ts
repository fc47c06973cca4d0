import { expect } from 'chai';
import { checkFilingDays, checkTradingCalendars } from './calendars.ts';

const at = (text: string) => new Date(text);

describe('the doctor, about calendars', () => {
  it('is content while every exchange is known for 90 days to come', () => {
    const { state, says, todo } = checkTradingCalendars(at('2026-11-22T12:00:00Z'));
    expect([state, todo]).to.deep.equal(['ok', null]);
    for (const mic of ['XNYS', 'XNAS', 'XLON', 'XPAR', 'XETR', 'XKRX']) expect(says).to.contain(`${mic} to 2027-12-31`);
  });

  it('warns 90 days ahead of the last day, counted where the exchange is, and after it', () => {
    const states = ['2027-10-02T12:00:00Z', '2027-10-02T16:00:00Z', '2027-10-03T12:00:00Z', '2028-05-01T12:00:00Z'];
    const checks = states.map((text) => checkTradingCalendars(at(text)));
    expect(checks.map(({ state }) => state)).to.deep.equal(['ok', 'warning', 'warning', 'warning']);
    expect(checks[1]?.says, 'it is the third in Seoul').to.match(/^end soon: XKRX to 2027-12-31;/);
    expect(checks[2]?.says).to.contain('XNYS to 2027-12-31, XNAS');
    expect(checks[2]?.todo).to.contain('newer release');
  });

  it('finds the filing days of EDGAR without an end', () => {
    expect(checkFilingDays(at('2026-11-22T12:00:00Z'))).to.include({ state: 'ok' });
    expect(checkFilingDays(at('2031-11-22T12:00:00Z')).says).to.match(/closed next on 2031-11-2\d$/);
  });
});
