// Shares one cookie and crumb per source among all processes.

import { randomUUID } from 'node:crypto';
import type { SourceId } from '@tickermill/core';
import type { Answer, UpstreamRequest } from './answer.ts';
import { AnswerError } from './answer-error.ts';
import type { SessionRule } from './source.ts';

/** A session with a source: secret, all of it. */
export interface Session {
  /** Identifies the session. */
  readonly id: string;
  /** As a Cookie header carries it. */
  readonly cookie: string;
  /** Null until it was requested: the permit for that may come later. Of a source that gives none, a sign that it holds. */
  readonly crumb: string | null;
}

/** Where the processes of an installation keep the one session of a source that they share. */
export interface SessionStore {
  /** The stored session, unless it has expired. */
  load(source: SourceId): Promise<Session | null>;
  /** Replaces the stored session, for so many ms from now. */
  save(source: SourceId, session: Session, lifeMs: number): Promise<void>;
  /** Forgets the session of this id; one that has taken its place stays. */
  forget(source: SourceId, id: string): Promise<void>;
}

/** Keeps sessions in the memory of this process, for one that has nothing to share them by. */
export function keepSessionsInMemory(): SessionStore {
  const kept = new Map<SourceId, { session: Session; until: number }>();
  return {
    async load(source) {
      const found = kept.get(source);
      return found && performance.now() < found.until ? found.session : null;
    },
    async save(source, session, lifeMs) {
      kept.set(source, { session, until: performance.now() + lifeMs });
    },
    async forget(source, id) {
      if (kept.get(source)?.session.id === id) kept.delete(source);
    },
  };
}

/** Sends one request of a session, under a permit of its own. */
type Ask = (
  request: UpstreamRequest,
  how: { session: Session | null; signal: AbortSignal },
) => Promise<{ answer: Answer; cookies: readonly string[] }>;

/** The session of one source, as the requests of this process share it. */
export interface SharedSession {
  /** The session that a request is to carry: null if it goes without. Makes one if there is none, for all who wait. */
  take(request: UpstreamRequest, signal: AbortSignal): Promise<Session | null>;
  /** A request was refused for want of a session that holds: the next one makes another. */
  refused(session: Session | null): Promise<void>;
}

/** Opens the session of a source. Nothing is sent yet. */
export function openSession(
  source: SourceId,
  { rule, key }: { rule: SessionRule; key: string | undefined },
  store: SessionStore,
  ask: Ask,
): SharedSession {
  let flight: { made: Promise<Session>; signal: AbortSignal } | undefined;
  let isNeededEverywhere = false;

  async function make(held: Session | null, signal: AbortSignal): Promise<Session> {
    const begun = held ?? (await begin(signal));
    try {
      const { answer } = await ask(rule.crumbFrom(key), { session: begun, signal });
      const session = { ...begun, crumb: rule.crumbParameter === null ? 'signed-in' : answer.text().trim() };
      await store.save(source, session, rule.lifeMs);
      return session;
    } catch (error) {
      // The cookie is at fault, not the permit: the next attempt obtains another.
      if (error instanceof AnswerError && error.code === 'SESSION_REFUSED') await store.forget(source, begun.id);
      throw error;
    }
  }

  async function begin(signal: AbortSignal): Promise<Session> {
    const { answer, cookies } = await ask(rule.cookieFrom, { session: null, signal });
    const cookie = cookies.map((each) => each.split(';')[0]?.trim() ?? '').filter((pair) => pair.includes('='));
    if (cookie.length === 0) {
      throw new AnswerError('UNEXPECTED_ANSWER', `${rule.cookieFrom.url} answered ${answer.status}: no cookie`, answer);
    }
    const session = { id: randomUUID(), cookie: cookie.join('; '), crumb: null };
    await store.save(source, session, rule.lifeMs);
    return session;
  }

  return {
    async take(request, signal) {
      if (!isNeededEverywhere && !rule.isNeeded(request.url)) return null;
      for (;;) {
        signal.throwIfAborted();
        if (!flight) {
          const held = await store.load(source);
          if (held?.crumb) return held;
          // Another may have set off while this one looked.
          flight ??= {
            signal,
            made: make(held, signal).finally(() => {
              flight = undefined;
            }),
          };
        }
        const { made, signal: leader } = flight;
        try {
          return await unlessAborted(made, signal);
        } catch (error) {
          if (signal.aborted || !leader.aborted) throw error;
          // The request that was making it has been aborted: the next waiting one takes over.
        }
      }
    },
    async refused(session) {
      if (session) await store.forget(source, session.id);
      else isNeededEverywhere = true;
    },
  };
}

/** What a promise gives, unless the signal is aborted first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
