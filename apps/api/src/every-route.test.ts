import { apiRoutes, Problem, type RouteContract } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { makeRouteExamples, type RouteExample } from './route-examples.fixture.ts';
import { type ServedApi, serveApi } from './served-api.fixture.ts';

/** The path that a contract has for an example, its query included. */
function pathOf({ path }: RouteContract, { params = {}, query = {} }: RouteExample): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? `no ${name}`));
  return `/api/v1${filled}?${new URLSearchParams(query)}`;
}

describe('every route of the description', () => {
  let api: ServedApi;
  let examples: Record<string, RouteExample>;

  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    examples = await makeRouteExamples(api);
  });
  after(() => api.close());

  const ask = (contract: RouteContract, example: RouteExample) =>
    api.ask(contract.method.toUpperCase(), pathOf(contract, example), {
      body: example.body,
      ...(example.type ? { headers: { 'content-type': example.type } } : {}),
      ...(example.headers ? { authorization: '', headers: example.headers } : {}),
    });
  const problemOf = async (response: Response) => Problem.parse(await response.json());

  for (const contract of apiRoutes) {
    it(`${contract.id} answers what its contract says, and nothing besides`, async () => {
      const example = examples[contract.id];
      if (!example) throw new Error(`${contract.id} has no example in route-examples.fixture.ts.`);
      const response = await ask(contract, example);
      if (contract.formats?.includes('text/event-stream')) {
        expect(response.headers.get('content-type')).to.equal('text/event-stream');
        await response.body?.cancel(); // it has no end
        return;
      }
      const text = await response.text();
      expect(response.status, text).to.equal(example.status);
      const schema = contract.answers[example.status];
      if (!schema) {
        if (contract.formats) expect(contract.formats).to.include(response.headers.get('content-type'));
        else expect(text).to.equal('');
        return;
      }
      const answer: unknown = JSON.parse(text);
      expect(schema.parse(answer)).to.deep.equal(answer);
    });

    it(`${contract.id} is refused to whoever says not who they are`, async () => {
      const response = await ask(contract, { status: 401, ...examples[contract.id], headers: {} });
      expect([response.status, (await problemOf(response)).code]).to.deep.equal([401, 'UNAUTHORIZED']);
    });

    if (contract.params && 'id' in contract.params.shape) {
      it(`${contract.id} knows no other`, async () => {
        const example = { ...examples[contract.id], status: 404, params: { id: '999999' } };
        const response = await ask(contract, example);
        expect([response.status, (await problemOf(response)).code]).to.deep.equal([404, 'NOT_FOUND']);
      });
    }
  }

  it('has no example of a route that is gone', () => {
    expect(Object.keys(examples)).to.have.members(apiRoutes.map(({ id }) => id));
  });
});
