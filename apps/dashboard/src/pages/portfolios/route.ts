import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, paging, searchOf, text } from '../../view/search.ts';

const search = { ...paging, name: text() };

export const portfoliosRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/portfolios',
  staticData: { nav: { label: 'Portfolios', key: 'p' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
