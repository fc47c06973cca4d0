import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, paging, searchOf, text } from '../../view/search.ts';

const search = { ...paging, q: text(), exchange: text(), kind: text() };

export const tickersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tickers',
  staticData: { nav: { label: 'Tickers', key: 't' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
