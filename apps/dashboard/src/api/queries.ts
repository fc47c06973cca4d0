import { keepPreviousData, type Query, QueryClient, queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { ApiError, request } from './client.ts';
import type { Answer, Method, PathOf, RequestOptions } from './routes.ts';

/** Answers are kept for so long after the last view of them closed, ms: a tab open for a day stays small. */
const keptMs = 5 * 60_000;

/** What was answered; the events say when it is asked again. */
export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: keptMs,
      // A refusal stays one; the API away is asked again, and events or the poll ask anew anyway.
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: true,
    },
  },
});

/** A request as the cache knows it: `[path, params and query]`, so that events can name paths alone. */
const ask = <const P extends PathOf<'get'>>(path: P, options: RequestOptions<'get', P>) =>
  queryOptions<Answer<'get', P>, Error>({
    queryKey: [path, options],
    queryFn: ({ signal }) => request('get', path, options, signal),
  });

/** What a `GET` answers; the rows before stay while others are fetched. */
export function useAnswer<const P extends PathOf<'get'>>(
  path: P,
  options: RequestOptions<'get', P>,
  { enabled = true, everyMs }: { enabled?: boolean; everyMs?: (answer: Answer<'get', P>) => number | false } = {},
) {
  return useQuery({
    ...ask(path, options),
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval: ({ state: { data } }: Pick<Query<Answer<'get', P>>, 'state'>) =>
      data !== undefined && everyMs ? everyMs(data) : false,
  });
}

/** A dry run: it says what a change would touch, and nothing that is shown becomes stale by it. */
export const useDryRun = <const M extends Exclude<Method, 'get'>, const P extends PathOf<M>>(method: M, path: P) =>
  useMutation<Answer<M, P>, Error, RequestOptions<M, P>>({ mutationFn: (options) => request(method, path, options) });

/** A change: `mutate` sends it, and everything that is shown is asked again once it is answered. */
export function useChange<const M extends Exclude<Method, 'get'>, const P extends PathOf<M>>(
  method: M,
  path: P,
  onDone?: (answer: Answer<M, P>) => void,
) {
  return useMutation<Answer<M, P>, Error, RequestOptions<M, P>>({
    mutationFn: (options) => request(method, path, options),
    onSuccess: (answer) => {
      onDone?.(answer);
      void queryClient.invalidateQueries();
    },
  });
}

/** A request that an answer of the API names by its method and path, such as what mends a cause. */
export function useOperation(onDone: () => void) {
  return useMutation<unknown, Error, { readonly method: string; readonly path: string }>({
    mutationFn: ({ method, path }) =>
      request(method.toLowerCase() as Method, path, {} as RequestOptions<Method, string>),
    onSuccess: () => {
      void queryClient.invalidateQueries();
      onDone();
    },
  });
}
