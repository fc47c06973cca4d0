import type { StockMetricView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { metricText } from '../format/metrics.ts';
import { absent, decimal } from '../format/numbers.ts';
import { fundamentals } from '../strings/fundamentals.ts';

/** A metric in few characters, or why there is none. */
export function MetricValue({ of }: { of: StockMetricView | undefined }): ReactNode {
  if (!of) return absent;
  const { metric, value, reason, flags } = of;
  if (value === null)
    return (
      // Else what is only heard would lie beside a table that scrolls, and make the page as wide.
      <span className="relative text-quiet" title={fundamentals.because(reason)}>
        {absent}
        <span className="sr-only">: {fundamentals.because(reason)}</span>
      </span>
    );
  return (
    <span title={[decimal(value), ...flags].join(' · ')} className="whitespace-nowrap">
      {metricText(metric, value)}
      {flags.length > 0 && <span className="text-quiet"> ({flags.join(', ')})</span>}
    </span>
  );
}
