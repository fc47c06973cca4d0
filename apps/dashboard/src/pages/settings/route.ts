import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { day, leaveOutUsual, oneOf, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  tab: oneOf(
    ['thresholds', 'deadlines', 'channels', 'backups', 'users', 'tokens', 'audit', 'password', 'browsers'],
    'thresholds',
  ),
  open: text(),
  actor: text(),
  action: text(),
  from: day(),
  to: day(),
};

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  staticData: { nav: { label: 'Settings', key: 'e' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
