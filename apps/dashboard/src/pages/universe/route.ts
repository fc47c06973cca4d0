import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, oneOf, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  tab: oneOf(['delta', 'listings', 'watchlists'], 'delta'),
  /** `2026-11`; the current one without. */
  month: text(),
  what: text(),
  open: text(),
};

export const universeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/universe',
  staticData: { nav: { label: 'Universe', key: 'u' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
