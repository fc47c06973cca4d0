import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, searchOf, text } from '../../view/search.ts';

/** `open`: the id of the schedule that is explained. */
const search = { open: text() };

export const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules',
  staticData: { nav: { label: 'Schedules', key: 'c' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
