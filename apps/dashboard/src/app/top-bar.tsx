import { Link } from '@tanstack/react-router';
import { CircleHelp, Moon, Pause, Search, Sun, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { leaveFor } from '../api/client.ts';
import { queryClient, useChange } from '../api/queries.ts';
import { zones } from '../format/times.ts';
import { useLive } from '../live/live.tsx';
import { frame } from '../strings/frame.ts';
import { useMe } from '../view/me.tsx';
import { choose, switchTheme, useIsDark, usePreferences } from '../view/preferences.ts';
import { navPages } from './nav-pages.ts';

interface TopBarProps {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
  readonly onViews: () => void;
}

/** Logo, pages, search, whether it is live, and who looks. The pages have a row of their own where they do not fit beside; on a telephone they scroll sideways. */
export function TopBar({ onSearch, onHelp, onViews }: TopBarProps): ReactNode {
  return (
    <header className="sticky top-0 z-10 border-line border-b bg-surface">
      <div className="flex h-11 items-center gap-3 px-3 sm:px-5">
        <Link to="/" className="flex items-center gap-2 font-semibold text-text no-underline">
          <Logo />
          <span className="max-md:sr-only">{frame.product}</span>
        </Link>
        <Nav className="hidden min-w-0 flex-1 2xl:flex" />
        <div className="ml-auto flex items-center gap-1">
          <button type="button" className="button max-sm:w-8 max-sm:justify-center max-sm:p-0" onClick={onSearch}>
            <Search size={15} aria-hidden="true" />
            <span className="text-quiet max-2xl:sr-only">{frame.search}</span>
            <kbd className="hidden text-[11px] text-quiet 2xl:inline">{frame.searchKeys}</kbd>
          </button>
          <LiveButton />
          <Zone />
          <ThemeButton />
          <button type="button" className="button button-quiet max-sm:hidden" onClick={onHelp} aria-label={frame.help}>
            <CircleHelp size={16} aria-hidden="true" />
          </button>
          <Account onViews={onViews} />
        </div>
      </div>
      <Nav className="flex border-line border-t px-2 sm:px-3.5 2xl:hidden" />
    </header>
  );
}

function Nav({ className }: { className: string }): ReactNode {
  return (
    <nav aria-label={frame.main} className={`${className} items-center gap-0.5 overflow-x-auto`}>
      {navPages.map(({ path, label }) => (
        <Link
          key={path}
          to={path as '/'}
          activeOptions={{ exact: path === '/', includeSearch: false }}
          className="flex min-h-8 items-center rounded-md px-1.5 font-medium whitespace-nowrap text-quiet 2xl:px-2 no-underline hover:text-text"
          activeProps={{ className: 'bg-sunken !text-text' }}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

const Logo = () => (
  <svg viewBox="0 0 16 16" width="22" height="22" aria-hidden="true">
    <rect width="16" height="16" rx="3" fill="#0d7a5f" />
    <path
      d="M3 11l3-4 3 2 4-5"
      stroke="white"
      strokeWidth="1.8"
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

const dots = { live: 'bg-good-mark', connecting: 'bg-data', polling: 'bg-warn-mark', paused: 'bg-data' } as const;

function LiveButton(): ReactNode {
  const { state, toggle } = useLive();
  return (
    <button type="button" className="button" onClick={toggle} title={frame.liveTitle[state]} data-live={state}>
      {state === 'paused' ? (
        <Pause size={13} aria-hidden="true" />
      ) : (
        <span aria-hidden="true" className={`size-2 rounded-full ${dots[state]}`} />
      )}
      <span aria-live="polite">{frame.live[state]}</span>
    </button>
  );
}

function Zone(): ReactNode {
  const { zone } = usePreferences();
  return (
    <select
      className="field max-md:hidden"
      aria-label={frame.zone}
      value={zone}
      onChange={({ target }) => {
        const chosen = zones.find((each) => each === target.value);
        if (chosen) choose('zone', chosen);
      }}
    >
      {zones.map((each) => (
        <option key={each} value={each}>
          {frame.zones[each]}
        </option>
      ))}
    </select>
  );
}

function ThemeButton(): ReactNode {
  const isDark = useIsDark();
  const Icon = isDark ? Sun : Moon;
  return (
    <button type="button" className="button button-quiet" onClick={switchTheme} aria-label={frame.theme}>
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

function Account({ onViews }: { onViews: () => void }): ReactNode {
  const me = useMe();
  const { density, keys } = usePreferences();
  const logout = useChange('post', '/logout', () => {
    // Nothing may be asked again as nobody.
    queryClient.clear();
    leaveFor('/login');
  });
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        popoverTarget="account"
        aria-label={`${frame.account}: ${me.name}, ${frame.role(me.role)}`}
      >
        <UserRound size={16} aria-hidden="true" />
        <span className="max-lg:sr-only">{me.name}</span>
      </button>
      <div id="account" popover="auto" className="card fixed top-12 right-3 left-auto m-0 w-60 p-3 text-text shadow-lg">
        <p className="font-medium">{me.name}</p>
        <p className="mb-2 text-quiet">{frame.role(me.role)}</p>
        <label className="flex min-h-7 items-center gap-2">
          <input
            type="checkbox"
            checked={density === 'compact'}
            onChange={({ target }) => choose('density', target.checked ? 'compact' : 'normal')}
          />
          {frame.density}
        </label>
        <label className="flex min-h-7 items-center gap-2">
          <input
            type="checkbox"
            checked={keys === 'on'}
            onChange={({ target }) => choose('keys', target.checked ? 'on' : 'off')}
          />
          {frame.keysOn}
        </label>
        <ul className="mt-2 grid gap-1 border-line border-t pt-2">
          <li>
            <button
              type="button"
              className="cursor-pointer text-accent hover:underline"
              popoverTarget="account"
              popoverTargetAction="hide"
              onClick={onViews}
            >
              {frame.views}
            </button>
          </li>
          <li>
            <Link to="/bulk-actions">{frame.bulkActions}</Link>
          </li>
          {me.role !== 'viewer' && (
            <li>
              <a href="/queues">{frame.queues}</a>
            </li>
          )}
          <li>
            <a href="/docs">{frame.api}</a>
          </li>
          <li>
            <a href="/status">{frame.statusPage}</a>
          </li>
        </ul>
        {me.via === 'session' && (
          <button type="button" className="button mt-3 w-full justify-center" onClick={() => logout.mutate({})}>
            {frame.signOut}
          </button>
        )}
      </div>
    </>
  );
}
