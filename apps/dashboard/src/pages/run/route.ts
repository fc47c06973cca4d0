import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, paging, searchOf } from '../../view/search.ts';

export const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$id',
  validateSearch: searchOf(paging),
  search: { middlewares: [leaveOutUsual(paging)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
