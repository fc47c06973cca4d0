/** What the palette says. */
export const palette = {
  title: 'Search',
  label: 'Ticker, name, CIK, accession, run, error code, or page',
  view: 'saved view',
  nothing: 'Nothing is called that.',
  searching: 'Searching …',
} as const;
