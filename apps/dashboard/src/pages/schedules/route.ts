import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules',
  staticData: { nav: { label: 'Schedules', key: 'c' } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
