import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { day, flag, leaveOutUsual, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  open: text(),
  /** What is to be filled: any list may lead here with it. */
  dataset: text(),
  tickers: text(),
  all: flag(),
  from: day(),
  to: day(),
};

export const backfillsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/backfills',
  staticData: { nav: { label: 'Backfills', key: 'b' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
