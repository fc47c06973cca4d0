import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const filingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/filings/$accession',
  component: lazyRouteComponent(() => import('./page.tsx')),
});
