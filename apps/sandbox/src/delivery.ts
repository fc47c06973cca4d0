import type { ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';

/** What goes wrong between an answer and its reader. */
export type WireFault = { readonly kind: 'reset' | 'truncation' } | { readonly kind: 'slow'; readonly ms: number };

const drops = 20;

/** Sends a body after its head, in the way that a fault demands, and returns how many bytes were sent. */
export async function deliver(response: ServerResponse, body: Buffer, fault: WireFault, clock: Clock): Promise<number> {
  return fault.kind === 'slow' ? drip(response, body, fault.ms, clock) : breakOff(response, body, fault.kind);
}

/** Sends half of the body, then resets the connection or closes it. */
async function breakOff(response: ServerResponse, body: Buffer, how: 'reset' | 'truncation'): Promise<number> {
  const half = body.subarray(0, Math.floor(body.length / 2));
  const { socket } = response;
  response.flushHeaders();
  if (half.length > 0) await written(response, half);
  if (how === 'reset') socket?.resetAndDestroy();
  else socket?.end();
  return half.length;
}

async function drip(response: ServerResponse, body: Buffer, ms: number, clock: Clock): Promise<number> {
  let sent = 0;
  for (let nth = 1; nth <= drops && !response.destroyed; nth += 1) {
    await clock.delay(ms / drops);
    const until = Math.floor((body.length * nth) / drops);
    await written(response, body.subarray(sent, until));
    sent = until;
  }
  response.end();
  return sent;
}

/** Resolves when a piece has left for the socket, or cannot any more. */
function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(piece, () => resolve());
  });
}
