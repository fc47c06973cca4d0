import { createRootRoute } from '@tanstack/react-router';

/** Everything of every page hangs on this; the frame around it is set by the router. */
export const rootRoute = createRootRoute();

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** A page with an entry of its own in the top bar. `key`: `g` and this letter go there. */
    readonly nav?: { readonly label: string; readonly key: string };
  }
}
