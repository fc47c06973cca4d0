// Sends requests to sources: permit, session, round trip, classification.

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type ErrorCode, type Log, PipelineError, type SourceId } from '@tickermill/core';
import axios from 'axios';
import { type Answer, isMissing, type UpstreamRequest } from './answer.ts';
import { credentialsOf, withParameters } from './credentials.ts';
import { destination, toGateway } from './destination.ts';
import type { Egress, Turn } from './egress.ts';
import { declaresOperator, sandboxUserAgent } from './identity.ts';
import { keepAlive } from './keep-alive.ts';
import { ProxyFailed } from './proxy.ts';
import { makeRoundTrip } from './round-trip.ts';
import { keepSessionsInMemory, openSession, type Session, type SessionStore, type SharedSession } from './sessions.ts';
import type { Source } from './source.ts';
import { type Keys, sources } from './sources.ts';

/** What comes with the leave to send one request. */
export interface GrantedPermit {
  /** The request does not go through a proxy, even if its source has some. */
  readonly direct: boolean;
}

/** One request that was sent, and what came of it. */
export interface RoundTrip {
  readonly source: SourceId;
  /** `ok`, `missing` (a missing file), `unchanged` (304), or the code of its failure. */
  readonly outcome: 'ok' | 'missing' | 'unchanged' | ErrorCode;
  /** From its departure to the last byte of its answer. */
  readonly ms: number;
}

/** How to open the way outward. */
export interface UpstreamOptions {
  /**
   * `http://host:port`: a request for `https://A/B` goes to `http://host:port/A/B`. Without it requests go to the real
   * hosts.
   */
  readonly gateway?: string;
  /** The operator's name, "Name mail@host". Required without a gateway. */
  readonly userAgent?: string;
  /** Resolves when one request may leave now. What it rejects with, `send` rejects with. */
  readonly permit: (source: SourceId, signal: AbortSignal) => Promise<GrantedPermit>;
  /** The proxies of sources that have some. They stay open when this is closed. */
  readonly egress?: Egress;
  /** The keys of sources that need one. */
  readonly keys?: Keys | undefined;
  /** Where the sessions are kept that processes share; in this process' own memory without it. */
  readonly sessions?: SessionStore | undefined;
  readonly log: Log;
  /** Called for every request that was sent. */
  readonly onRoundTrip?: ((roundTrip: RoundTrip) => void) | undefined;
  /** Overrides the source table, for every source. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly quietMs?: number;
}

/** The way outward, open. */
export interface Upstream {
  /**
   * Takes a permit, sends one request, and gives the answer that a step may read: 200, a missing file (404, or the
   * SEC's 403 for one), or 304 to a conditional request.
   * @throws {Throttled} with the time to be quiet; {AnswerError} with the answer, for all else that is wrong with one;
   * {PipelineError} if none came; the reason of the signal, as it is, if that was aborted.
   */
  send(source: SourceId, request: UpstreamRequest, options: { signal: AbortSignal }): Promise<Answer>;
  /** Closes every connection; requests still under way end as `CONNECTION_LOST`. */
  close(): void;
}

/**
 * Opens the way outward. Nothing is sent yet.
 * @throws {PipelineError} `CONFIG_INVALID` for a gateway that is no address, or live requests without an operator.
 */
export function openUpstream({ permit, log, egress, onRoundTrip, keys = {}, ...options }: UpstreamOptions): Upstream {
  const gateway = options.gateway === undefined ? undefined : toGateway(options.gateway);
  const userAgent = options.userAgent ?? (gateway === undefined ? '' : sandboxUserAgent);
  if (gateway === undefined && !declaresOperator(userAgent)) {
    throw new PipelineError(
      'CONFIG_INVALID',
      'SEC_USER_AGENT must name who asks, as "Name mail@host.domain": the SEC refuses requests that do not',
      { detail: { key: 'SEC_USER_AGENT' } },
    );
  }
  // HTTP/1.1: with HTTP/2 one broken connection fails every request on it at once. Redirects are off because each
  // request needs a permit and a listed host; the environment's proxy is not ours to use.
  const httpAgent = new HttpAgent(keepAlive);
  const httpsAgent = new HttpsAgent(keepAlive);
  const http = axios.create({
    adapter: 'http',
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    decompress: false,
    responseType: 'stream',
    validateStatus: () => true,
  });

  const kept = options.sessions ?? keepSessionsInMemory();
  const sessions = new Map<SourceId, SharedSession>();

  async function exchangeLogged(
    id: SourceId,
    request: UpstreamRequest,
    {
      url,
      turn,
      session,
      signal,
    }: { url: string; turn: Turn | undefined; session: Session | null; signal: AbortSignal },
  ) {
    const source = sources[id];
    const credentials = credentialsOf(source, request, { key: keys[id], session });
    const departed = performance.now();
    const line = (fields: Record<string, unknown>) =>
      log.debug('request', {
        source: id,
        method: request.method,
        url: request.url,
        ms: Math.round(performance.now() - departed),
        ...(turn ? { proxy: turn.proxy } : {}),
        ...fields,
      });
    try {
      const done = await makeRoundTrip(request, {
        http,
        url: withParameters(url, credentials),
        agent: turn?.agent,
        headers: { Accept: '*/*', ...source.headers(userAgent), ...conditions(request), ...credentials.headers },
        secrets: credentials.secrets,
        timeoutMs: options.timeoutMs ?? source.timeoutMs,
        maxBytes: request.maxBytes ?? options.maxBytes ?? source.maxBytes,
        signal,
      });
      line({ status: done.answer.status, bytes: done.answer.body.length, code: done.failure?.code ?? null });
      return done;
    } catch (error) {
      line({ status: null, bytes: 0, code: error instanceof PipelineError ? error.code : null });
      throw error;
    }
  }

  /** Takes a permit and sends one request: of a task, or of a session. */
  async function ask(
    id: SourceId,
    request: UpstreamRequest,
    { session, classify, signal }: { session: Session | null; classify: Source['classify']; signal: AbortSignal },
  ) {
    const url = destination(sources[id], request.url, gateway);
    signal.throwIfAborted();
    const { direct } = await permit(id, signal);
    signal.throwIfAborted();
    const turn = direct ? undefined : egress?.turn(id);
    const departed = performance.now();
    const report = (outcome: RoundTrip['outcome'], ms: number) => onRoundTrip?.({ source: id, outcome, ms });
    const sent = exchangeLogged(id, request, { url, turn, session, signal });
    const { answer, cookies, failure } = await sent.catch(async (error) => {
      if (error instanceof PipelineError) report(error.code, performance.now() - departed);
      if (error instanceof ProxyFailed) await turn?.failed(error);
      throw error;
    });
    await turn?.worked();
    // First the error in the body, as far as it came: a block page that breaks off is still a block.
    const error = classify(answer, options.quietMs ?? sources[id].quietMs) ?? failure;
    report(error?.code ?? toOutcome(answer), answer.latencyMs);
    if (error) throw error;
    return { answer, cookies };
  }

  /** The session of a source that needs one, opened on first use. */
  function sessionOf(id: SourceId): SharedSession | undefined {
    const rule = sources[id].session;
    const open = sessions.get(id);
    if (open || !rule) return open;
    const classify: Source['classify'] = (answer, quietMs) => rule.classify(answer, quietMs);
    const session = openSession(id, { rule, key: keys[id] }, kept, (request, how) =>
      ask(id, request, { ...how, classify }),
    );
    sessions.set(id, session);
    return session;
  }

  return {
    async send(id, request, { signal }) {
      const source = sources[id];
      // What cannot be sent is refused before a permit or a session is taken for it.
      destination(source, request.url, gateway);
      credentialsOf(source, request, { key: keys[id], session: null });
      const shared = sessionOf(id);
      const session = (await shared?.take(request, signal)) ?? null;
      try {
        const { answer } = await ask(id, request, { session, classify: source.classify, signal });
        return answer;
      } catch (error) {
        if (error instanceof PipelineError && error.code === 'SESSION_REFUSED') await shared?.refused(session);
        throw error;
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

const toOutcome = (answer: Answer) => (isMissing(answer) ? 'missing' : answer.status === 304 ? 'unchanged' : 'ok');

function conditions({ etag, lastModified }: UpstreamRequest): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { 'If-None-Match': etag }),
    ...(lastModified === undefined ? {} : { 'If-Modified-Since': lastModified }),
  };
}
