/** Schedules, their slots and ticks. */

export type { ScheduleOutcomes } from './outcomes.ts';
export { scheduleOutcomes } from './outcomes.ts';
export { isSchedulerRunning, schedulerStop, schedulerTotals, setSchedulerRunning } from './scheduler.ts';
export type { MirroredSchedule, ScheduleDefinition, SchedulePause, ScheduleRow } from './schedules.ts';
export {
  changeSchedule,
  createSchedule,
  deleteSchedule,
  findSchedule,
  findScheduleOf,
  followingSchedules,
  followTracking,
  listSchedules,
  mirroredSchedules,
  pauseSchedule,
  rejoinGroup,
  resumeSchedule,
} from './schedules.ts';
export type { Tick } from './ticks.ts';
export {
  closeSlots,
  createSlotRun,
  followersOf,
  recordFollowers,
  recordSlots,
  recordTicks,
  timetables,
} from './ticks.ts';
