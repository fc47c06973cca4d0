/** What the parts of the page of a ticker say that are fetched when they are opened: its first view stays small. */
export const tickerOpened = {
  run: {
    'recent-run': (run: string) => `Nothing was requested anew: run ${run} fetched it less than a minute before.`,
    'open-run': (run: string) => `Joined run ${run}, which fetches it already.`,
    'new-run': (run: string) => `Queued as run ${run}.`,
    watch: 'Watch it',
  },
  recheck: {
    title: (name: string) => `Ask for the prices of ${name} again?`,
    touches:
      'The range is fetched again and compared with what is stored. What differs is kept beside what was known before.',
    from: 'From',
    to: 'To',
    queued: (run: string) => `Queued as run ${run}: what differs is listed with its prices.`,
  },
  month: {
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    daysOf: (month: string) => `The days of ${month}`,
    why: (day: string) => `Why ${day}`,
  },
  priceTable: { date: 'Date', open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' },
} as const;
