import { Outlet, useRouter } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { keepCsrfToken } from '../api/client.ts';
import { useAnswer } from '../api/queries.ts';
import { Failure, Skeleton } from '../components/panel.tsx';
import { LiveProvider, useLive } from '../live/live.tsx';
import { frame } from '../strings/frame.ts';
import { useKeys } from '../view/keys.ts';
import { MeContext } from '../view/me.tsx';
import { switchTheme } from '../view/preferences.ts';
import { Banners } from './banners.tsx';
import { Footer } from './footer.tsx';
import { navPages } from './nav-pages.ts';
import { Toasts } from './toasts.tsx';
import { TopBar } from './top-bar.tsx';

const Palette = lazy(() => import('./palette.tsx'));
const Help = lazy(() => import('./help.tsx'));
const Views = lazy(() => import('./views.tsx'));

/** Around every page: who looks, how everything is, where to go. */
export function Frame(): ReactNode {
  const me = useAnswer('/me', {});
  useEffect(() => keepCsrfToken(me.data?.csrf_token ?? null), [me.data]);
  if (!me.data)
    return (
      <main className="p-4">{me.error ? <Failure error={me.error} retry={me.refetch} /> : <Skeleton rows={8} />}</main>
    );
  return (
    <MeContext value={me.data}>
      <LiveProvider>
        <Framed />
      </LiveProvider>
    </MeContext>
  );
}

function Framed(): ReactNode {
  const [dialog, setDialog] = useState<'palette' | 'help' | 'views' | null>(null);
  const router = useRouter();
  const { toggle } = useLive();
  useKeys({
    'ctrl+k': () => setDialog('palette'),
    '/': () => setDialog('palette'),
    '?': () => setDialog('help'),
    v: () => setDialog('views'),
    t: switchTheme,
    '.': toggle,
    ...Object.fromEntries(
      navPages.map(({ path, key }) => [`g ${key}`, () => void router.navigate({ to: path as '/' })]),
    ),
  });
  // A dialog tells that it was closed a moment later: by then the next one may be open.
  const closed = (which: typeof dialog) => () => setDialog((now) => (now === which ? null : now));
  return (
    <>
      <a href="#content" className="absolute -left-[999px] z-20 focus:top-2 focus:left-2 focus:bg-surface focus:p-2">
        {frame.skip}
      </a>
      <TopBar
        onSearch={() => setDialog('palette')}
        onHelp={() => setDialog('help')}
        onViews={() => setDialog('views')}
      />
      <Banners />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1680px] px-3 py-3 outline-none sm:px-5">
        <Suspense fallback={<Skeleton rows={8} />}>
          <Outlet />
        </Suspense>
      </main>
      <Footer />
      <Toasts />
      <Suspense>
        {dialog === 'palette' && <Palette onClose={closed('palette')} />}
        {dialog === 'help' && <Help onClose={closed('help')} />}
        {dialog === 'views' && <Views onClose={closed('views')} />}
      </Suspense>
    </>
  );
}
