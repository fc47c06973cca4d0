import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const insiderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/insiders/$cik',
  component: lazyRouteComponent(() => import('./page.tsx')),
});
