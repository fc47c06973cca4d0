import { expect } from 'chai';
import { type ServedApi, serveApi } from './served-api.fixture.ts';

/** The lists of a person's own making, by the first columns of their CSV. */
const lists = {
  alerts: 'id,class,kind',
  backfills: 'id,dataset,tickers',
  'client-logs': 'id,at,caller',
  'qa/exemptions': 'id,check,ticker',
  'scheduler/jobs': 'id,dataset,kind',
};

describe('lists as CSV', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  const csv = async (path: string) => {
    const response = await api.ask('GET', `/api/v1/${path}`, { headers: { accept: 'text/csv' } });
    expect(response.headers.get('content-type'), path).to.contain('text/csv');
    return (await response.text()).trimEnd().split('\n');
  };

  it('have a line that names their columns, and then all rows, not those of a page', async () => {
    for (const [path, columns] of Object.entries(lists))
      expect((await csv(path))[0], path).to.match(new RegExp(`^${columns},`));
    const { total } = (await api.askJson('GET', 'scheduler/jobs?limit=1')).body;
    expect(await csv('scheduler/jobs?limit=1')).to.have.length(Number(total) + 1);
  });

  it('are safe in a spreadsheet where that is asked for', async () => {
    await api.ask('POST', '/api/v1/client-logs', { body: { message: '=1+1' } });
    expect((await csv('client-logs'))[1]).to.match(/,=1\+1,/);
    expect((await csv('client-logs?safe=1'))[1]).to.match(/,'=1\+1,/);
  });
});
