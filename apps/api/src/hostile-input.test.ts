import { apiRoutes, type RouteContract } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { makeRouteExamples, type RouteExample } from './route-examples.fixture.ts';
import { type ServedApi, serveApi } from './served-api.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');

/** What nobody means, and what Postgres, a calendar or a number cannot hold. */
const hostileTexts = ['\0', '9999-12-31', '0001-01-01', '99999999999999999999999', '-1', '1e400', 'x'.repeat(5_000)];
/** A body can hold more than a path or a query. */
const hostileValues = [...hostileTexts, '\ud800', null, 1e308, [], { '\0': '\0' }];

type Fields = Readonly<Record<string, unknown>>;

/** The example with one field after the other of the contract made hostile; the others stay. */
function* madeHostile(contract: RouteContract, example: RouteExample): Generator<[string, RouteExample]> {
  for (const part of ['params', 'query'] as const) {
    for (const name of Object.keys(contract[part]?.shape ?? {})) {
      for (const value of hostileTexts)
        yield [`${part} ${name} ${value.slice(0, 30)}`, { ...example, [part]: { ...example[part], [name]: value } }];
    }
  }
  const { body } = example;
  if (typeof body === 'string') {
    for (const text of hostileTexts)
      yield [`body ${text.slice(0, 30)}`, { ...example, body: `${body}${text},${text},1\n` }];
    return;
  }
  const named = new Set([...Object.keys(shapeOf(contract)), ...Object.keys((body as Fields | undefined) ?? {})]);
  for (const name of named) {
    for (const value of hostileValues)
      yield [
        `body ${name} ${JSON.stringify(value)?.slice(0, 30)}`,
        { ...example, body: { ...(body as Fields), [name]: value } },
      ];
  }
}

/** The fields of a JSON body, as far as its contract is an object. */
const shapeOf = ({ body }: RouteContract): object =>
  body && 'shape' in body && typeof body.shape === 'object' && body.shape !== null ? body.shape : {};

describe('hostile values', function () {
  this.timeout(600_000);
  let api: ServedApi;
  let examples: Record<string, RouteExample>;

  before(async () => {
    api = await serveApi({ now: () => now });
    examples = await makeRouteExamples(api);
    // The list of companies has just been read: a ticker that is not in it is answered at once.
    const run = { dataset: 'companies', trigger: 'manual', state: 'done', request: {}, finishedAt: now, toldAt: now };
    await api.store.db.run.create({ data: run });
  });
  after(() => api.close());

  const pathOf = ({ path }: RouteContract, { params = {}, query = {} }: RouteExample) => {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'none'));
    return `/api/v1${filled}?${new URLSearchParams(query)}`;
  };

  for (const contract of apiRoutes) {
    it(`are no failure of ${contract.id}`, async () => {
      const example = examples[contract.id];
      if (!example) throw new Error(`${contract.id} has no example in route-examples.fixture.ts.`);
      for (const [what, hostile] of madeHostile(contract, example)) {
        const response = await api.ask(contract.method.toUpperCase(), pathOf(contract, hostile), {
          body: hostile.body,
          ...(hostile.type ? { headers: { 'content-type': hostile.type } } : {}),
          ...(hostile.headers ? { authorization: '', headers: hostile.headers } : {}),
        });
        const isStream = response.headers.get('content-type') === 'text/event-stream';
        const text = isStream ? await response.body?.cancel() : await response.text();
        expect(response.status, `${what}: ${text}`).to.be.lessThan(500);
      }
    });
  }

  it('are no failure of the job console', async () => {
    for (const job of ['%00', '%ED%A0%80', '%F0%9F', 'x'.repeat(2_000)]) {
      for (const what of ['retry', 'promote', 'clean']) {
        const { status } = await api.ask('PUT', `/queues/api/queues/sec-edgar/${job}/${what}`);
        expect(status, `${job} ${what}`).to.be.within(400, 499);
      }
    }
  });
});
