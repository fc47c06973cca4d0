import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { MetricCard } from '../../components/metric-card.tsx';
import { Answered } from '../../components/panel.tsx';

/** A card for each metric that the API lists. */
export default function Metrics(): ReactNode {
  const query = useAnswer('/metrics', {});
  return (
    <Answered query={query} rows={6}>
      {({ items }) => (
        <div className="grid items-start gap-3 p-3 lg:grid-cols-2">
          {items.map(({ slug, title }) => (
            <MetricCard key={slug} slug={slug} title={title} />
          ))}
        </div>
      )}
    </Answered>
  );
}
