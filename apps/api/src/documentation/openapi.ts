import { apiRoutes, PipelineEvent, Problem, type RouteContract } from '@tickermill/core/contracts';
import { productVersion } from '@tickermill/runtime';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';

const meanings: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; it goes on.',
  204: 'Done; there is nothing to say.',
};

/** The OpenAPI 3.1 description of every route under /api/v1, made from their contracts. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const contract of apiRoutes)
    paths[contract.path] = { ...paths[contract.path], [contract.method]: operationOf(contract) };
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Tickermill',
      version: productVersion,
      description:
        'Keeps the tickers you follow fresh in your own Postgres. Instants are UTC, ISO 8601; decimals and ids are text, so that nothing is lost of them. Lists are paged by `page` and `limit`.',
      license: { name: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(apiRoutes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      // No answer holds one by itself: they come in a stream.
      schemas: { Event: PipelineEvent },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, or the local one of the installation.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tickermill',
          description: 'A session of the browser; without PUBLIC_URL the name ends in the port.',
        },
      },
    },
  });
}

function operationOf(contract: RouteContract): ZodOpenApiOperationObject {
  const { id, summary, tag, role, params, query, body, answers, formats = [] } = contract;
  const { bodyType = 'application/json', csvField } = contract;
  const problem = {
    description: 'A problem; its `code` is of the catalogue.',
    content: { 'application/problem+json': { schema: Problem } },
  };
  return {
    operationId: id,
    summary,
    description: `For the role ${role} and above.`,
    tags: [tag],
    ...(params || query ? { requestParams: { ...(params && { path: params }), ...(query && { query }) } } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: {
              [bodyType]: { schema: body },
              ...(csvField && { 'text/csv': { schema: { type: 'string' as const } } }),
            },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => {
          const others =
            status === '200' ? formats.map((format) => [format, { schema: { type: 'string' as const } }]) : [];
          const content = { ...(schema && { 'application/json': { schema } }), ...Object.fromEntries(others) };
          return [
            status,
            {
              description: meanings[Number(status)] ?? 'Answered.',
              ...(Object.keys(content).length > 0 && { content }),
            },
          ];
        }),
      ),
      default: problem,
    },
  };
}
