import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { day, flag, leaveOutUsual, oneOf, searchOf } from '../../view/search.ts';

const search = {
  span: oneOf(['3m', '1y', '5y', 'all'], '1y'),
  adjusted: flag(),
  why: day(),
  fundamentals: oneOf(['', 'year', 'quarter'], ''),
};

export const tickerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tickers/$ticker',
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
