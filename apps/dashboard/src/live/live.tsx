import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { askAgain } from './ask-again.ts';
import { followEvents, type LiveState } from './stream.ts';
import { isTouched, pathsTouchedBy } from './touched.ts';

interface Live {
  readonly state: LiveState;
  readonly toggle: () => void;
}

const LiveContext = createContext<Live>({ state: 'connecting', toggle: () => {} });

const pollMs = 30_000;
/** A stream that has not begun within so long is down. */
const patienceMs = 5_000;

/** Keeps what is shown fresh: by events, and by asking every 30 s where there are none. */
export function LiveProvider({ children }: { children: ReactNode }): ReactNode {
  const [isOn, setOn] = useState(true);
  const [isUp, setUp] = useState<boolean | null>(null);

  useEffect(() => {
    if (!isOn) return;
    const patience = window.setTimeout(() => setUp((known) => known ?? false), patienceMs);
    const end = followEvents({ onEvents: refresh, onState: setUp });
    return () => {
      window.clearTimeout(patience);
      end();
      setUp(null);
    };
  }, [isOn]);

  useEffect(() => {
    if (!isOn || isUp !== false) return;
    const poll = window.setInterval(() => {
      if (!document.hidden) askAgain(() => true);
    }, pollMs);
    return () => window.clearInterval(poll);
  }, [isOn, isUp]);

  const state: LiveState = !isOn ? 'paused' : isUp === null ? 'connecting' : isUp ? 'live' : 'polling';
  const live = useMemo(() => ({ state, toggle: () => setOn((on) => !on) }), [state]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export const useLive = (): Live => useContext(LiveContext);

/** Asks again what these events made stale. */
function refresh(types: ReadonlySet<string>): void {
  const stale = pathsTouchedBy(types);
  askAgain(types.has('reset') ? () => true : (path) => isTouched(path, stale));
}
