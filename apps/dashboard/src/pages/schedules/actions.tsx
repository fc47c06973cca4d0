import { Link } from '@tanstack/react-router';
import type { ScheduleView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { PauseDialog } from '../../components/pause-dialog.tsx';
import { schedules } from '../../strings/schedules.ts';
import { showToast } from '../../view/toasts.ts';

/** What a schedule is called: its dataset, and its ticker where it is of one. */
export const nameOf = ({ dataset, ticker }: ScheduleView): string =>
  ticker === null ? dataset : `${dataset} · ${ticker}`;

/** What may be done with a schedule, and why it is as it is. */
export function ScheduleActions({
  schedule,
  onPause,
}: {
  schedule: ScheduleView;
  onPause: (schedule: ScheduleView) => void;
}): ReactNode {
  const { id, enabled, paused_at: pausedAt } = schedule;
  const name = nameOf(schedule);
  const change = useChange('patch', '/scheduler/jobs/{id}', (now) =>
    showToast({
      tone: now.enabled ? 'good' : 'warn',
      text: now.enabled ? schedules.enabled(name) : schedules.disabled(name),
    }),
  );
  const resume = useChange('post', '/scheduler/jobs/{id}/resume', () =>
    showToast({ tone: 'good', text: schedules.resumed(name) }),
  );
  return (
    <span className="flex flex-wrap gap-1.5 sm:flex-nowrap">
      <Link to="/schedules" search={{ open: id }} replace className="button">
        {schedules.why}
      </Link>
      {enabled &&
        (pausedAt === null ? (
          <Action onClick={() => onPause(schedule)}>{schedules.pause}</Action>
        ) : (
          <Action isBusy={resume.isPending} onClick={() => resume.mutate({ params: { id } })}>
            {schedules.resume}
          </Action>
        ))}
      <Action isBusy={change.isPending} onClick={() => change.mutate({ params: { id }, body: { enabled: !enabled } })}>
        {enabled ? schedules.disable : schedules.enable}
      </Action>
    </span>
  );
}

/** Asks before the slots of a schedule are skipped. */
export function PauseSchedule({ schedule, onClose }: { schedule: ScheduleView; onClose: () => void }): ReactNode {
  const name = nameOf(schedule);
  const pause = useChange('post', '/scheduler/jobs/{id}/pause', () => {
    showToast({ tone: 'warn', text: schedules.paused(name) });
    onClose();
  });
  return (
    <PauseDialog
      title={schedules.pauseTitle(name)}
      change={pause}
      onPause={(body) => pause.mutate({ params: { id: schedule.id }, body })}
      onClose={onClose}
    >
      <p>{schedules.pauseTouches}</p>
    </PauseDialog>
  );
}
