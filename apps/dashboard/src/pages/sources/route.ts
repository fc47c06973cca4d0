import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, searchOf, text } from '../../view/search.ts';

const search = { source: text() };

export const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  staticData: { nav: { label: 'Sources', key: 's' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
