import type { Handler, Request } from 'express';
import { type Answer, json } from './answer.ts';
import type { Clock } from './clock.ts';
import { applyFaults } from './faults/apply-faults.ts';
import type { FaultBoard } from './faults/fault-board.ts';
import type { LoopWatch } from './loop-watch.ts';
import type { Overlay } from './overlay/overlay.ts';
import type { Referee } from './referee/referee.ts';
import { send } from './send.ts';
import type { ImitatedSource } from './source.ts';

/** What the gateway needs to answer. */
export interface GatewayTools {
  readonly sources: readonly ImitatedSource[];
  readonly overlay: Overlay;
  readonly faults: FaultBoard;
  readonly referee: Referee;
  readonly loop: LoopWatch;
  readonly clock: Clock;
}

/** Answers `/host/path` as `https://host/path` would: the rules of the source first, then files, then invention. */
export function gateway({ sources, overlay, faults, referee, loop, clock }: GatewayTools): Handler {
  const byHost = new Map(sources.flatMap((source) => source.hosts.map((host) => [host, source] as const)));

  return async (request, response) => {
    const { at, earliest } = loop.stamp(request.socket);
    const { host, path, query } = targetOf(request);
    const source = byHost.get(host);
    const method = request.method ?? 'GET';
    const { standing, refusal, onSent } =
      source?.admit({ method, path, query, headers: request.headers, at, earliest }) ?? welcome;
    const leave = referee.arrive({
      host,
      source: source?.id ?? null,
      path: request.url,
      at,
      earliest,
      standing,
    });

    if (refusal) {
      const { status, bytes } = await send(request, response, refusal, null, clock);
      onSent?.(clock.now());
      return leave(status, bytes);
    }
    const form = method === 'POST' ? await formOf(request) : undefined;
    const asked = { query, headers: request.headers, at, ...(form ? { form } : {}) };
    const sound = overlay.find(host, path) ?? source?.answerTo(host, path, asked) ?? notImitated(host);
    const faulty = applyFaults(sound, source?.unavailable ?? notImitated(host), faults.strikes(host, path, at));
    if (faulty.delayMs > 0) await clock.delay(faulty.delayMs);
    const { status, bytes } = await send(request, response, faulty.answer, faulty.wire, clock);
    leave(status, bytes);
  };
}

/** Forms are of a few fields: more than that is not read. */
const longestForm = 10_000;

async function formOf(request: Request): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text = `${text}${chunk}`.slice(0, longestForm);
  return new URLSearchParams(text);
}

const welcome = { standing: 'free', refusal: null, onSent: undefined } as const;

function targetOf({ url }: Request): { host: string; path: string; query: string } {
  const [, host = '', path = '/', query = ''] = /^\/([^/?]*)([^?]*)\??(.*)/.exec(url) ?? [];
  return { host: host.toLowerCase(), path: path || '/', query };
}

function notImitated(host: string): Answer {
  return json(404, { code: 'NOT_FOUND', message: `The sandbox imitates no host ${host}.` });
}
