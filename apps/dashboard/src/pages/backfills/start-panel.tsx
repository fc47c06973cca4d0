import { getRouteApi } from '@tanstack/react-router';
import type { BackfillForecast } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange, useDryRun } from '../../api/queries.ts';
import type { RequestOptions } from '../../api/routes.ts';
import { Action } from '../../components/action.tsx';
import { Field, Select, Toggle } from '../../components/fields.tsx';
import { Failure, Panel } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { Time } from '../../components/time.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { backfills } from '../../strings/backfills.ts';
import { showToast } from '../../view/toasts.ts';
import { CoverageYears } from './coverage-years.tsx';

const { start: words, sources } = backfills;
const route = getRouteApi('/backfills');
type Dataset = RequestOptions<'post', '/backfills'>['body']['dataset'];

/** What is to be filled, what that would cost, and the start of it. */
export function StartPanel(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState({
    dataset: search.dataset,
    tickers: search.tickers,
    all: search.all,
    from: search.from,
    to: search.to,
  });
  const forecast = useDryRun('post', '/backfills');
  const start = useChange('post', '/backfills', (answer) => {
    if ('dry_run' in answer) return;
    const { id } = answer;
    forecast.reset();
    showToast({ tone: 'good', text: words.started(id) });
    void navigate({ search: (before) => ({ ...before, page: 1, open: id }), replace: true });
  });
  const set = (to: Partial<typeof typed>) => {
    const next = { ...typed, ...to };
    setTyped(next);
    forecast.reset();
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  };
  const { tickers, all, from, to } = typed;
  // A session can be missing of what is due by session.
  const deadlines = useAnswer('/deadlines', {});
  const datasets = [...new Set(deadlines.data?.items.map((deadline) => deadline.dataset) ?? [])];
  const dataset = typed.dataset || (datasets[0] ?? '');
  const symbols = tickers.split(/[\s,;]+/).filter((each) => each !== '');
  const body = {
    dataset: dataset as Dataset,
    ...(all ? { all: true as const } : { tickers: symbols }),
    ...(from && { from }),
    ...(to && { to }),
  };
  const isNamed = all || symbols.length > 0;
  const told = forecast.data && 'dry_run' in forecast.data ? forecast.data : null;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      <CoverageYears
        onPick={({ to: last, ...gap }) => set({ ...gap, to: last > today ? '' : last, tickers: '', all: true })}
      />
      <Panel title={words.title}>
        <div className="grid gap-3 px-3 py-2.5 sm:grid-cols-2 md:grid-cols-[minmax(0,1fr)_minmax(0,3fr)_minmax(0,1fr)_minmax(0,1fr)]">
          <Select
            label={words.dataset}
            value={dataset}
            words={datasets}
            onChange={(value) => set({ dataset: value })}
          />
          <div className="grid gap-1">
            <Field
              label={words.tickers}
              hint={words.tickersHint}
              value={tickers}
              disabled={all}
              spellCheck={false}
              onChange={(value) => set({ tickers: value })}
            />
            <Toggle label={words.all} checked={all} onChange={(checked) => set({ all: checked })} />
          </div>
          <Field
            label={words.from}
            hint={words.fromHint}
            type="date"
            value={from}
            onChange={(value) => set({ from: value })}
          />
          <Field label={words.to} type="date" value={to} onChange={(value) => set({ to: value })} />
        </div>
        <div className="flex flex-wrap gap-2 px-3 pb-3">
          <Action
            isBusy={forecast.isPending || deadlines.isPending}
            because={isNamed ? null : words.noTickers}
            onClick={() => forecast.mutate({ query: { dry_run: 'true' }, body })}
          >
            {words.forecast}
          </Action>
          <Action
            isPrimary
            isBusy={start.isPending}
            because={told === null ? words.forecastFirst : told.requests === 0 ? words.nothingMissing : null}
            onClick={() => start.mutate({ query: {}, body })}
          >
            {words.start}
          </Action>
        </div>
        {(forecast.error ?? start.error) && <Failure error={(forecast.error ?? start.error) as Error} />}
        {told && <Forecast of={told} />}
      </Panel>
    </>
  );
}

function Forecast({ of }: { of: BackfillForecast }): ReactNode {
  const { instruments, requests, rows_at_most: rows, ends_at: ends } = of;
  return (
    <div className="border-line border-t" aria-live="polite" data-forecast>
      <p className="px-3 py-2.5 font-medium">
        {requests === 0
          ? words.nothingMissing
          : words.would(
              counted(instruments, words.instrument),
              counted(requests, words.request),
              counted(rows, words.row),
            )}{' '}
        {requests > 0 &&
          (ends ? (
            <>
              {words.ends} <Time at={ends} />.
            </>
          ) : (
            words.endsUnknown
          ))}
      </p>
      {of.sources.length > 0 && (
        <ShortTable
          caption={sources.caption}
          rows={of.sources}
          keyOf={({ source }) => source}
          columns={[
            { title: sources.source, cell: ({ source }) => source },
            { title: sources.requests, isNumber: true, cell: ({ requests: count }) => whole(count) },
            { title: sources.ahead, isNumber: true, cell: ({ ahead }) => whole(ahead) },
            { title: sources.ends, cell: ({ ends_at: at }) => (at ? <Time at={at} /> : sources.unknown) },
          ]}
        />
      )}
    </div>
  );
}
