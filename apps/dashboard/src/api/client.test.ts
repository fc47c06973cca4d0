import { expect } from 'chai';
import { pathOf } from './client.ts';

describe('the path of a request', () => {
  it('has its params filled in and escaped, and what is given of the query', () => {
    expect(pathOf('/coverage/{ticker}/why', { ticker: 'XLON:VOD/A' }, { date: '2026-01-02' })).to.equal(
      '/api/v1/coverage/XLON%3AVOD%2FA/why?date=2026-01-02',
    );
    expect(pathOf('/runs', {}, { state: '', ticker: undefined, page: 2, own: false })).to.equal(
      '/api/v1/runs?page=2&own=false',
    );
    expect(pathOf('/status')).to.equal('/api/v1/status');
  });
});
