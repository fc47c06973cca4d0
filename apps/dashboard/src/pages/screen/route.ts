import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, paging, searchOf, text } from '../../view/search.ts';

/** `bounds`: `pe::15,eps_cagr_5y:0.15:`, of each metric the least and the most. */
const search = { ...paging, bounds: text(), sort: text() };

export const screenRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/screen',
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
