import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { count, day, leaveOutUsual, oneOf, searchOf, text } from '../../view/search.ts';

const search = {
  date: day(),
  panel: oneOf(
    ['none', 'active', 'new', 'delisted', 'timeliness', 'completeness', 'quality', 'fetch', 'metrics'],
    'none',
  ),
  /** Of the panel of fetch errors: those of this code alone. */
  code: text(),
  page: count(1),
  limit: count(25),
};

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  staticData: { nav: { label: 'Overview', key: 'o' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
