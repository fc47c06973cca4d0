import { createRouter } from '@tanstack/react-router';
import { pages } from '../pages/registry.ts';
import { parseSearch, stringifySearch } from '../view/search.ts';
import { Frame } from './frame.tsx';
import { NotFound, PageFailure } from './page-failure.tsx';
import { rootRoute } from './root-route.ts';

rootRoute.update({ component: Frame, notFoundComponent: NotFound });

export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
  parseSearch,
  stringifySearch,
  // A page is one small file: it is there before the press is over.
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
