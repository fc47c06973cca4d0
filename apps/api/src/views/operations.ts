/** Sources, schedules, forecasts and what is read of the market, as the contracts have them. */
import type {
  DryRunResponse,
  ReceiptsResponse,
  ReplayResponse,
  SchedulerStatus,
  ScheduleView,
  SourceView,
  StatusResponse,
} from '@tickermill/core/contracts';
import type {
  MarketProgress,
  MarketReceipts,
  ReplayPage,
  RunForecast,
  SchedulerOverview,
  SourceOverview,
  UpcomingSchedule,
} from '@tickermill/engine';
import cronstrue from 'cronstrue';
import { contractName, contractOf } from './contract-of.ts';

export const viewSource = (source: SourceOverview): SourceView => contractOf(source);
export const viewSchedule = ({ params, ...schedule }: UpcomingSchedule): ScheduleView => ({
  ...contractOf(schedule),
  cron_text: cronText(schedule),
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [contractName(name), value])),
});
export const viewScheduler = (scheduler: SchedulerOverview): SchedulerStatus => contractOf(scheduler);
export const viewForecast = (forecast: RunForecast): DryRunResponse => ({ dry_run: true, ...contractOf(forecast) });
export const viewReplay = (page: ReplayPage): ReplayResponse => contractOf(page);
export const viewMarket = (market: MarketProgress): StatusResponse['market'] => contractOf(market);
export const viewReceipts = (receipts: MarketReceipts): ReceiptsResponse => contractOf(receipts);

/** When a schedule falls due, in words: `At 03:00, Monday through Friday (UTC)`. */
function cronText({ cron, zone, after, notBefore }: Pick<UpcomingSchedule, 'cron' | 'zone' | 'after' | 'notBefore'>) {
  if (cron === null) return `After schedule ${after}${notBefore === null ? '' : `, not before ${notBefore} (${zone})`}`;
  return `${cronstrue.toString(cron, { use24HourTimeFormat: true })} (${zone})`;
}
