/** What the dialog of saved views says. */
export const views = {
  title: 'Saved views',
  nothing: 'None yet. A view is a page with its filters, sort and open row.',
  own: 'yours',
  of: (who: string) => `shared by ${who}`,
  shared: 'yours, shared',
  share: 'Share it with everybody',
  shareIt: 'Share',
  keep: 'Keep to yourself',
  remove: 'Remove',
  removed: (name: string) => `${name} is removed.`,
  save: 'Save this view',
  name: 'Name',
  saved: (name: string) => `${name} is saved.`,
} as const;
