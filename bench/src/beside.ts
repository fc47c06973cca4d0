import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLoop, percentile, type Target } from './load.ts';
import { print } from './result.ts';

/** What is under way beside the requests that are measured. */
const exportsAtWork = 100;
const streams = 200;
const callers = 25;
const csvBytes = 8 * 1_000 * 1_000;
/** A reader of an export takes so much, and then so long nothing. */
const readBytes = 64 * 1_024;
const restMs = 250;

/** What was measured beside the load. */
export interface Beside {
  readonly statusMs: readonly number[];
  readonly healthMs: readonly number[];
  readonly memoryPeakMb: number;
  readonly exports: Readonly<Record<number, number>>;
  readonly streams: Readonly<Record<number, number>>;
  readonly imports: number;
}

/** Asks for the status and the health at a steady rate while slow exports, event streams and an import are under way. */
export async function askBeside(target: Target, seconds: number): Promise<Beside> {
  const tokens = await Promise.all(Array.from({ length: callers }, (_, nth) => makeToken(target, `caller-${nth}`)));
  const as = (nth: number): Target => ({
    origin: target.origin,
    headers: { authorization: `Bearer ${tokens[nth % callers]}` },
  });
  const open: http.ClientRequest[] = [];
  const hold = async (count: number, path: string, accept: string, isSlow: boolean) => {
    const answers: Record<number, number> = {};
    for (let nth = 0; nth < count; nth++) {
      const { request, status } = await begin(as(nth), path, accept, isSlow);
      open.push(request);
      answers[status] = (answers[status] ?? 0) + 1;
    }
    return answers;
  };
  let isOver = false;
  const watch = watchMemory(target, () => isOver);
  const streamed = await hold(streams, '/api/v1/events', 'text/event-stream', false);
  const exported = await hold(exportsAtWork, '/api/v1/insider-trades', 'text/csv', true);
  print(`api: ${JSON.stringify({ exports: exported, streams: streamed })} under way`);
  const importing = importAgain(target, () => isOver);
  const loop = (path: string, ratePerSecond: number) => openLoop(target, () => path, { ratePerSecond, seconds });
  const [statusMs, healthMs] = await Promise.all([loop('/api/v1/status', 5), loop('/health/ready', 5)]);
  isOver = true;
  for (const request of open) request.destroy();
  const imports = await importing;
  print(`api: health p99 ${percentile(healthMs, 99).toFixed(0)} ms`);
  return { statusMs, healthMs, memoryPeakMb: await watch, exports: exported, streams: streamed, imports };
}

async function makeToken({ origin, headers }: Target, name: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/tokens`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name, role: 'viewer' }),
  });
  return ((await answer.json()) as { token: string }).token;
}

/** Begins an answer that goes on; a slow reader takes a little of it now and then. */
function begin(
  { origin, headers }: Target,
  path: string,
  accept: string,
  isSlow: boolean,
): Promise<{ request: http.ClientRequest; status: number }> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${origin}${path}`, { agent: false, headers: { ...headers, accept } }, (response) => {
      response.on('error', () => {});
      resolve({ request, status: response.statusCode ?? 0 });
      if (isSlow) void readSlowly(response);
      else response.resume();
    });
    request.on('error', reject);
  });
}

async function readSlowly(response: http.IncomingMessage): Promise<void> {
  while (!response.destroyed && !response.readableEnded) {
    response.read(readBytes) ?? response.read();
    await sleep(restMs);
  }
}

/** Imports a history over and over. Returns how often it was taken. */
async function importAgain({ origin, headers }: Target, isOver: () => boolean): Promise<number> {
  const csv = inventedHistory();
  let taken = 0;
  while (!isOver()) {
    const answer = await fetch(`${origin}/api/v1/prices/import?provider=bench`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/csv' },
      body: csv,
    });
    if (!answer.ok) throw new Error(`the import answered ${answer.status}: ${await answer.text()}`);
    print(`api: imported ${csv.length} bytes: ${(await answer.text()).slice(0, 160)}`);
    taken += 1;
  }
  return taken;
}

/** Weekdays of invented companies, a line each, as many as an import takes. */
function inventedHistory(): string {
  const lines = ['ticker,date,open,high,low,close,volume'];
  let bytes = 0;
  for (let company = 1; bytes < csvBytes; company++) {
    for (let day = Date.UTC(2007, 0, 1); day < Date.UTC(2026, 10, 1) && bytes < csvBytes; day += 86_400_000) {
      if ([0, 6].includes(new Date(day).getUTCDay())) continue;
      const line = `B${company},${new Date(day).toISOString().slice(0, 10)},100.25,110.50,90.75,105.125,12345`;
      lines.push(line);
      bytes += line.length + 1;
    }
  }
  return lines.join('\n');
}

async function watchMemory({ origin, headers }: Target, isOver: () => boolean): Promise<number> {
  let peak = 0;
  while (!isOver()) {
    const text = await (await fetch(`${origin}/metrics`, { headers })).text();
    peak = Math.max(peak, Number(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1] ?? 0));
    await sleep(500);
  }
  return peak / 1e6;
}
