import { pages } from '../pages/registry.ts';

/** The pages of the top bar and the palette, in the order of the registry. */
export const navPages = pages.flatMap(({ options }) => {
  const { path, staticData } = options as { path: string; staticData?: { nav?: NavEntry } };
  return staticData?.nav ? [{ path, ...staticData.nav }] : [];
});

type NavEntry = NonNullable<import('@tanstack/react-router').StaticDataRouteOption['nav']>;
