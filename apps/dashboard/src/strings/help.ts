/** The keys of every page, and what each does. */
export const helpKeys: readonly (readonly [key: string, what: string])[] = [
  ['Ctrl K', 'Search, or go to a page'],
  ['/', 'The same'],
  ['?', 'This list'],
  ['j', 'Next row'],
  ['k', 'Row before'],
  ['Enter', 'Open the row, or ask for its first action'],
  ['x', 'Select the row'],
  ['e', 'Acknowledge, or resolve'],
  ['.', 'Live, or paused'],
  ['v', 'Saved views'],
  ['t', 'Light or dark'],
  ['Esc', 'Close what is open'],
];
