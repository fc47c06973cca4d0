import type { PriceBarView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { ShortTable } from '../../components/short-table.tsx';
import { decimal } from '../../format/numbers.ts';
import { tickerOpened } from '../../strings/ticker-opened.ts';

const { priceTable: columns } = tickerOpened;
const shownRows = 100;

/** What the chart draws, as the texts that are stored: the latest sessions. */
export default function PriceTable({ bars, caption }: { bars: readonly PriceBarView[]; caption: string }): ReactNode {
  return (
    <ShortTable
      caption={caption}
      rows={bars.slice(-shownRows).toReversed()}
      keyOf={({ date }) => date}
      columns={[
        { title: columns.date, cell: ({ date }) => date },
        ...(['open', 'high', 'low', 'close'] as const).map((name) => ({
          title: columns[name],
          isNumber: true,
          cell: (bar: PriceBarView) => decimal(bar[name]),
        })),
        { title: columns.volume, isNumber: true, cell: ({ volume }) => decimal(volume?.toString()) },
      ]}
    />
  );
}
