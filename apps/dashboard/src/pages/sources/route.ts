import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  staticData: { nav: { label: 'Sources', key: 's' } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
