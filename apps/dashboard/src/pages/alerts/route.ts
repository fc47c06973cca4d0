import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { leaveOutUsual, oneOf, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  tab: oneOf(['open', 'acked', 'silences', 'history', 'channels'], 'open'),
  state: oneOf(['', 'open', 'closed'], ''),
  class: oneOf(['', 'operations', 'watch'], ''),
  severity: oneOf(['', 'critical', 'warning', 'info'], ''),
  kind: text(),
  source: text(),
  dataset: text(),
  open: text(),
};

export const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  staticData: { nav: { label: 'Alerts', key: 'a' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
