import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { day, flag, leaveOutUsual, oneOf, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  tab: oneOf(['findings', 'checks', 'exemptions', 'letters'], 'findings'),
  check: text(),
  ticker: text(),
  severity: oneOf(['', 'critical', 'warning', 'info'], ''),
  state: oneOf(['open', 'exempt', 'resolved', 'archived', 'all'], 'open'),
  from: day(),
  to: day(),
  /** What a figure of the overview counts, as of a night. */
  figure: oneOf(['', 'lagging', 'missing_dates', 'price_jumps_7d'], ''),
  date: day(),
  dataset: text(),
  code: text(),
  ended: flag(),
  open: text(),
};

export const qualityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/quality',
  staticData: { nav: { label: 'Quality', key: 'q' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
