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
          {/* Without bounds the API lists metrics; with them it screens stocks. */}
          {items.map((each) => 'slug' in each && <MetricCard key={each.slug} slug={each.slug} title={each.title} />)}
        </div>
      )}
    </Answered>
  );
}
