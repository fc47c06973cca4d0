import { Link } from '@tanstack/react-router';
import type { StatusResponse } from '@tickermill/core/contracts';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useAnswer } from '../api/queries.ts';
import { Time } from '../components/time.tsx';
import { useLive } from '../live/live.tsx';
import { frame } from '../strings/frame.ts';

const { banners } = frame;

interface Banner {
  readonly key: string;
  readonly tone: 'info' | 'warn' | 'bad';
  readonly text: ReactNode;
  readonly to?: '/sources' | '/schedules';
}

const tones = { info: 'bg-info-ground text-info', warn: 'bg-warn-ground text-warn', bad: 'bg-bad-ground text-bad' };

/** What anybody must know before believing what is below: on every page. */
export function Banners(): ReactNode {
  const status = useAnswer('/status', {});
  const scheduler = useAnswer('/scheduler/status', {});
  const { state } = useLive();
  const isAway = status.error instanceof ApiError && status.error.status === 0;
  const [readAt, setReadAt] = useState<string | null>(null);
  useEffect(() => {
    if (status.dataUpdatedAt > 0) setReadAt(new Date(status.dataUpdatedAt).toISOString());
  }, [status.dataUpdatedAt]);
  const shown: Banner[] = [
    ...(isAway
      ? [
          {
            key: 'stale',
            tone: 'bad' as const,
            text: (
              <>
                {banners.stale} {readAt && <Time at={readAt} />}
              </>
            ),
          },
        ]
      : state === 'polling'
        ? [{ key: 'polling', tone: 'warn' as const, text: banners.polling }]
        : []),
    ...(scheduler.data?.running === false
      ? [{ key: 'stopped', tone: 'warn' as const, text: banners.stopped, to: '/schedules' as const }]
      : []),
    ...(status.data ? bannersOf(status.data) : []),
  ];
  if (shown.length === 0) return null;
  return (
    <section aria-label={banners.label} className="divide-y divide-surface">
      {shown.map(({ key, tone, text, to }) => (
        <p key={key} className={`flex flex-wrap gap-x-3 px-3 py-1 sm:px-5 ${tones[tone]}`} data-banner={key}>
          <span className="font-medium">{text}</span>
          {to && (
            <Link to={to} className="text-inherit underline">
              {banners.see}
            </Link>
          )}
        </p>
      ))}
    </section>
  );
}

function bannersOf({ mode, workers, sources }: StatusResponse): Banner[] {
  return [
    ...(mode === 'sandbox' ? [{ key: 'sandbox', tone: 'info' as const, text: banners.sandbox }] : []),
    ...(workers.length === 0 ? [{ key: 'no-worker', tone: 'bad' as const, text: banners.noWorker }] : []),
    ...workers
      .filter(({ disk_low_since }) => disk_low_since !== null)
      .map(({ worker }) => ({ key: `disk ${worker}`, tone: 'bad' as const, text: banners.disk(worker) })),
    ...workers
      .filter(({ clock_wrong_since }) => clock_wrong_since !== null)
      .map(({ worker }) => ({ key: `clock ${worker}`, tone: 'bad' as const, text: banners.clock(worker) })),
    ...sources.flatMap(({ source, state, quiet_until, quiet_reason }): Banner[] => {
      if (state !== 'quiet' && state !== 'paused') return [];
      const text = (
        <>
          {state === 'quiet' ? banners.quiet(source) : banners.paused(source)}
          {quiet_until && (
            <>
              {' '}
              {banners.until} <Time at={quiet_until} />
            </>
          )}
          {quiet_reason && `: ${quiet_reason}`}
        </>
      );
      return [{ key: `source ${source}`, tone: 'warn', text, to: '/sources' }];
    }),
  ];
}
