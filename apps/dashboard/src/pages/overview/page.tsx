import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { overview } from '../../strings/overview.ts';
import { Figures } from './figures.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Freshness } from './freshness.tsx';
import { NeedsYou } from './needs-you.tsx';
import { Outcomes } from './outcomes.tsx';
import { Panels } from './panels.tsx';
import { RunningNow } from './running-now.tsx';

const route = getRouteApi('/');

/** Is the data good tonight? */
export default function OverviewPage(): ReactNode {
  const { date } = route.useSearch();
  const status = useAnswer('/status', {});
  const isFirst = status.data?.tracked_tickers === 0;
  return (
    <>
      <PageHeader title={overview.title} actions={<Night />} />
      <div className="grid gap-3">
        {date !== '' && <p className="text-quiet">{overview.asOfNight(date)}</p>}
        {isFirst && <FirstSteps />}
        <Figures />
        <div className="grid items-start gap-3 xl:grid-cols-[3fr_2fr]">
          <div className="grid gap-3">
            <NeedsYou />
            <RunningNow />
            <Freshness />
          </div>
          <Outcomes />
        </div>
        <Panels />
      </div>
    </>
  );
}

/** Of which night the figures are. */
function Night(): ReactNode {
  const { date } = route.useSearch();
  const navigate = route.useNavigate();
  const go = (to: string) => void navigate({ search: (before) => ({ ...before, date: to, page: 1 }) });
  return (
    <>
      <label className="flex items-center gap-1.5 text-quiet">
        {overview.night}
        <input
          type="date"
          className="field"
          value={date}
          max={new Date().toISOString().slice(0, 10)}
          onChange={({ target }) => go(target.value)}
        />
      </label>
      {date !== '' && (
        <button type="button" className="button" onClick={() => go('')}>
          {overview.latest}
        </button>
      )}
    </>
  );
}
