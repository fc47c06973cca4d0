/** What the map of runs by night says. */
export const nights = {
  title: 'Night by night',
  remark: 'The worst run of each night, and how many there were.',
  caption: 'How the runs of each dataset went, night by night',
  nothing: 'No run was made these 14 days.',
  label: (dataset: string, night: string, states: string) => `${dataset}, ${night}: ${states}`,
  dataset: 'Dataset',
} as const;
