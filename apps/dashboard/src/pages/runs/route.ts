import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, paging, searchOf, text } from '../../view/search.ts';

const search = { ...paging, dataset: text(), trigger: text(), state: text(), ticker: text() };

export const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  staticData: { nav: { label: 'Runs', key: 'r' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
