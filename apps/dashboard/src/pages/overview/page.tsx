import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { overview } from '../../strings/overview.ts';
import { Figures } from './figures.tsx';
import { Freshness } from './freshness.tsx';
import { LatestRuns } from './latest-runs.tsx';
import { NeedsYou } from './needs-you.tsx';

/** Is the data good tonight? */
export default function OverviewPage(): ReactNode {
  return (
    <>
      <PageHeader title={overview.title} />
      <div className="grid gap-3">
        <Figures />
        <div className="grid items-start gap-3 xl:grid-cols-[3fr_2fr]">
          <NeedsYou />
          <LatestRuns />
        </div>
        <Freshness />
      </div>
    </>
  );
}
