/** The currency of a unit of money, or of money per share; null of others: `USD/bbl` is no figure of a share. */
export const currencyOf = (unit: string): string | null => /^([A-Z]{3})(?:\/shares?)?$/.exec(unit)?.[1] ?? null;

/** Whether a unit is money per share. */
export const isPerShare = (unit: string): boolean => /^[A-Z]{3}\/shares?$/.test(unit);

/** Whether figures are stated in a unit; the others are inventions of their filers. */
export const isKnownUnit = (unit: string): boolean => unit === 'shares' || unit === 'pure' || currencyOf(unit) !== null;
