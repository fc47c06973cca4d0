import type { SilenceView } from '@tickermill/core/contracts';

/** Whether a silence is of everything: it names nothing. */
export const isMute = ({ check, source, dataset, ticker, severity }: SilenceView): boolean =>
  [check, source, dataset, ticker, severity].every((condition) => condition === null);
