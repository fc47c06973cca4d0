import type { FilingView } from '@tickermill/core/contracts';
import { useAnswer } from './queries.ts';
import type { RequestOptions } from './routes.ts';

/** The ownership filings of a list, which holds reports where a form of theirs is asked for. */
export function useFilings(options: RequestOptions<'get', '/filings'>) {
  const { data, error, refetch, isPlaceholderData } = useAnswer('/filings', options);
  const items = data?.items.filter((item): item is FilingView => 'owners' in item) ?? [];
  return { data: data && { ...data, items }, error, refetch, isPlaceholderData };
}
