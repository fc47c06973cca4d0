import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { CalendarClock } from 'lucide-react';
import { rootRoute } from '../../app/root-route.ts';

export const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules',
  staticData: { nav: { label: 'Schedules', key: 'c', icon: CalendarClock } },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
