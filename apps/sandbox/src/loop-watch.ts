import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/** When a request came, as far as that can be known: between when its socket was last looked at and now. */
export interface Stamp {
  /** When the sandbox got round to it. */
  readonly at: number;
  /** It had not come before this. */
  readonly earliest: number;
}

/** Tells when requests came, whatever kept the sandbox from them. */
export interface LoopWatch {
  stamp(socket: Socket): Stamp;
  /** Notes when the connections of a server came: the first request of one may have come with it. */
  watch(server: Server): void;
  close(): void;
}

/** A loop that nothing keeps looks at its sockets this often, so that a request came at most so long before it is seen. */
const beatMs = 10;
/** The same where no request has come for longer than any rate rule looks back: it costs a sleeping sandbox less. */
const idleBeatMs = 200;
const idleAfterMs = 5_000;

/**
 * Watches the event loop. Sockets are looked at once a turn, and all that came since the turn before are seen at once: on a
 * loaded machine that may be seconds, in which a client was slow and the sandbox saw a bunch.
 */
export function watchLoop(clock: Clock): LoopWatch {
  /** When sockets were looked at in the last turn that has ended. */
  let lookedAt = clock.now();
  /** When they were looked at in this turn, as far as it is known yet. */
  let lookingAt: number | null = null;
  let isEnding = false;
  /** One connection is taken a turn: when the last turn looked that found none waiting. */
  let noneWaitedAt = lookedAt;
  let hasConnected = false;
  const connected = new WeakMap<Socket, number>();

  // What is set in a turn runs behind its look at the sockets.
  const endTurn = () => {
    if (isEnding) return;
    isEnding = true;
    setImmediate(() => {
      lookedAt = lookingAt ?? clock.now();
      lookingAt = null;
      if (!hasConnected) noneWaitedAt = lookedAt;
      hasConnected = false;
      isEnding = false;
    });
  };
  let seenAt = clock.now();
  let beat: NodeJS.Timeout;
  const beatIn = (ms: number) => {
    clearTimeout(beat);
    beat = setTimeout(() => {
      endTurn();
      beatIn(clock.now() - seenAt > idleAfterMs ? idleBeatMs : beatMs);
    }, ms).unref();
  };
  beatIn(beatMs);
  const seen = () => {
    if (clock.now() - seenAt > idleAfterMs) beatIn(beatMs);
    seenAt = clock.now();
    lookingAt ??= clock.now();
    endTurn();
  };

  return {
    stamp(socket) {
      seen();
      const earliest = connected.get(socket) ?? lookedAt;
      connected.delete(socket);
      return { at: clock.now(), earliest };
    },
    watch(server) {
      server.on('connection', (socket: Socket) => {
        seen();
        hasConnected = true;
        connected.set(socket, noneWaitedAt);
      });
    },
    close: () => clearTimeout(beat),
  };
}

/** Takes every request for come when it is seen: under a clock that is moved by hand there is no load. */
export const exactWatch = (clock: Clock): LoopWatch => ({
  stamp: () => ({ at: clock.now(), earliest: clock.now() }),
  watch() {},
  close() {},
});
