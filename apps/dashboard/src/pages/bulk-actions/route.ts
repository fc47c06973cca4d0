import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, oneOf, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  open: text(),
  /** Of the items of the open one: those that failed are its report. */
  items: oneOf(['failed', 'done', 'waiting', 'cancelled', 'all'], 'failed'),
};

export const bulkActionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bulk-actions',
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
