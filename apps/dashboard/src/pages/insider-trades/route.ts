import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { day, flag, leaveOutUsual, oneOf, paging, searchOf, text } from '../../view/search.ts';

const search = {
  ...paging,
  tab: oneOf(['feed', 'statistics', 'filings', 'receipts', 'rules'], 'feed'),
  ticker: text(),
  owner: text(),
  role: oneOf(['', 'director', 'officer', 'ten-percent-owner', 'other'], ''),
  code: text(),
  from: day(),
  to: day(),
  value: text(),
  table: oneOf(['', 'non-derivative', 'derivative', 'all'], ''),
  superseded: flag(),
  sort: oneOf(['-date', 'date', '-value', 'value', '-filed_at', 'filed_at'], '-date'),
  group: oneOf(['ticker', 'insider', 'code', 'month'], 'ticker'),
  by: text(),
  form: oneOf(['', '3', '3/A', '4', '4/A', '5', '5/A'], ''),
  open: text(),
};

export const insiderTradesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/insider-trades',
  staticData: { nav: { label: 'Insiders', key: 'i' } },
  validateSearch: searchOf(search),
  search: { middlewares: [leaveOutUsual(search)] },
  component: lazyRouteComponent(() => import('./page.tsx')),
});
