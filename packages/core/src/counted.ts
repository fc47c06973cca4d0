/** A number with its noun: `1 filing`, `1,200 filings`. */
export const counted = (number: number, noun: string, nouns = `${noun}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? noun : nouns}`;
