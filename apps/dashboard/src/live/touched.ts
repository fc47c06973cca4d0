/** What an event makes stale, by the beginning of its type: the paths of the routes that answer otherwise now. */
const touched: readonly (readonly [type: RegExp, paths: readonly string[]])[] = [
  [
    /^(?:run|target|backfill|dead-letter)\b/,
    ['/runs', '/backfills', '/status', '/scheduler', '/dead-letters', '/attention', '/explain', '/fetch', '/search'],
  ],
  [/^target\b/, ['/coverage', '/prices', '/quotes', '/summary', '/watchlists', '/tickers']],
  [
    /^(?:filing|watch-rule|index|schema)\b/,
    ['/insider-trades', '/filings', '/insiders', '/watch-rules', '/receipts', '/alerts', '/attention'],
  ],
  [/^bulk\b/, ['/bulk-actions', '/dead-letters', '/qa', '/summary', '/tickers', '/watchlists', '/runs', '/attention']],
  [/^source\b/, ['/sources', '/status', '/alerts', '/attention', '/explain']],
  [/^(?:qa|dataset|deadline)\b/, ['/summary', '/qa', '/freshness', '/alerts', '/attention', '/tickers']],
  [
    /^(?:listing|instrument)\b/,
    ['/universe', '/instruments', '/listing-findings', '/summary', '/tickers', '/attention'],
  ],
  [/^(?:portfolio|target)\b/, ['/portfolios']],
  [/^backup\b/, ['/backups', '/alerts', '/attention']],
  [/^(?:maintenance|clock|disk|planner|alert-channel)\b/, ['/status', '/alerts', '/alert-channels', '/attention']],
];

/** The beginnings of the paths that these types of events make stale. */
export function pathsTouchedBy(types: Iterable<string>): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const type of types)
    for (const [of, stale] of touched) if (of.test(type)) for (const path of stale) paths.add(path);
  return paths;
}

/** Whether a path, such as `/runs/{id}`, lies under one that is stale. */
export const isTouched = (path: string, stale: ReadonlySet<string>): boolean =>
  [...stale].some((each) => path === each || path.startsWith(`${each}/`));
