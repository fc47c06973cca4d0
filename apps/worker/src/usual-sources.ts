import { collectors } from '@tickermill/collectors';
import type { SourceId, SourcePreference } from '@tickermill/core';
import { enabledSources, type Keys } from '@tickermill/upstream';

/**
 * The source that a dataset is usually requested from first, by `PRICE_SOURCES` and the keys; none if none is enabled. That
 * a fallback of it is shut does not explain what went wrong.
 */
export function usualSources(
  keys: Keys,
  preference: SourcePreference | null,
): (dataset: string) => readonly SourceId[] {
  const enabled = enabledSources(keys, preference);
  return (dataset) => {
    const chain = collectors.filter((each) => each.dataset === dataset).map(({ source }) => source);
    return [...(preference?.usually ?? []), ...chain]
      .filter((source) => chain.includes(source) && enabled.includes(source))
      .slice(0, 1);
  };
}
