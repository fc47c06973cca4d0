import { apiRoutes, Problem, type RouteContract } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { expressPath } from '../served-route.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();
const operationOf = (contract: RouteContract) => document.paths?.[contract.path]?.[contract.method];

describe('the OpenAPI description', () => {
  it('holds every route once, under an operation id of its own', () => {
    const ids = apiRoutes.map((contract) => operationOf(contract)?.operationId);
    expect(ids).to.deep.equal(apiRoutes.map(({ id }) => id));
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('names the parameters of each path, and no other', () => {
    for (const contract of apiRoutes) {
      const named = operationOf(contract)?.parameters?.flatMap((one) =>
        'in' in one && one.in === 'path' ? [one.name] : [],
      );
      const inPath = [...expressPath(contract).matchAll(/:(\w+)/g)].map(([, name]) => name);
      expect(named ?? [], contract.id).to.have.members(inPath);
    }
  });

  it('refers to nothing that it lacks', () => {
    const schemas = new Set(Object.keys(document.components?.schemas ?? {}));
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references).not.to.be.empty;
    expect(references.filter((name) => !schemas.has(name ?? ''))).to.deep.equal([]);
  });
});

describe('the pages of the API', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  it('serve the description and what it is read with', async () => {
    const description = await (await api.ask('GET', '/openapi.json')).json();
    expect(description).to.deep.equal(JSON.parse(JSON.stringify(document)));
    const page = await (await api.ask('GET', '/docs')).text();
    expect(page, 'nothing of another host').not.to.match(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await api.ask('GET', `/${file}`)).status, file).to.equal(200);
  });

  it('are read by nobody who is not known', async () => {
    for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui-bundle.js']) {
      const refused = await api.ask('GET', path, { authorization: '' });
      expect([refused.status, Problem.parse(await refused.json()).code], path).to.deep.equal([401, 'UNAUTHORIZED']);
    }
  });
});
