import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, searchOf, text } from '../../view/search.ts';

const search = { open: text() };

export const refreshReportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/refresh-reports',
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
