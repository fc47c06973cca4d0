import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { LayoutDashboard } from 'lucide-react';
import { rootRoute } from '../../app/root-route.ts';

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  staticData: { nav: { label: 'Overview', key: 'o', icon: LayoutDashboard } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
