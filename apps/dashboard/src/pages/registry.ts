// A page exists when it is listed here: one folder, one line. The order is that of the top bar.
import { overviewRoute } from './overview/route.ts';
import { runRoute } from './run/route.ts';
import { runsRoute } from './runs/route.ts';
import { schedulesRoute } from './schedules/route.ts';
import { sourcesRoute } from './sources/route.ts';
import { tickerRoute } from './ticker/route.ts';
import { tickersRoute } from './tickers/route.ts';

export const pages = [
  overviewRoute,
  tickersRoute,
  tickerRoute,
  runsRoute,
  runRoute,
  schedulesRoute,
  sourcesRoute,
] as const;
