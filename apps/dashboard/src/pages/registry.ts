// A page exists when it is listed here: one folder, one line. The order is that of the top bar.
import { alertsRoute } from './alerts/route.ts';
import { backfillsRoute } from './backfills/route.ts';
import { bulkActionsRoute } from './bulk-actions/route.ts';
import { filingRoute } from './filing/route.ts';
import { insiderRoute } from './insider/route.ts';
import { insiderTradesRoute } from './insider-trades/route.ts';
import { overviewRoute } from './overview/route.ts';
import { portfoliosRoute } from './portfolios/route.ts';
import { qualityRoute } from './quality/route.ts';
import { refreshReportsRoute } from './refresh-reports/route.ts';
import { runRoute } from './run/route.ts';
import { runsRoute } from './runs/route.ts';
import { schedulesRoute } from './schedules/route.ts';
import { screenRoute } from './screen/route.ts';
import { settingsRoute } from './settings/route.ts';
import { sourcesRoute } from './sources/route.ts';
import { tickerRoute } from './ticker/route.ts';
import { tickersRoute } from './tickers/route.ts';
import { universeRoute } from './universe/route.ts';

export const pages = [
  overviewRoute,
  tickersRoute,
  tickerRoute,
  screenRoute,
  runsRoute,
  runRoute,
  refreshReportsRoute,
  schedulesRoute,
  backfillsRoute,
  sourcesRoute,
  insiderTradesRoute,
  insiderRoute,
  filingRoute,
  universeRoute,
  portfoliosRoute,
  qualityRoute,
  alertsRoute,
  bulkActionsRoute,
  settingsRoute,
] as const;
