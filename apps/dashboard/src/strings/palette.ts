/** What the palette says. */
export const palette = {
  title: 'Search',
  label: 'Ticker, name, CIK, accession, run, or page',
  pages: 'Pages',
  tickers: 'Tickers',
  nothing: 'Nothing is called that.',
  run: (id: string) => `Run ${id}`,
  filing: (accession: string) => `Filing ${accession}`,
} as const;
