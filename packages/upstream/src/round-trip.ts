import type { Agent, IncomingMessage } from 'node:http';
import { PipelineError } from '@tickermill/core';
import type { AxiosInstance } from 'axios';
import { type Answer, makeAnswer, type UpstreamRequest } from './answer.ts';
import { AnswerError } from './answer-error.ts';
import { type Body, readBody } from './body.ts';
import { openDeadline } from './deadline.ts';
import { maskBytes, maskText } from './mask.ts';
import { toNoAnswer } from './no-answer.ts';

/** What a round trip needs beside the request. */
interface RoundTripOptions {
  readonly http: AxiosInstance;
  /** Where it goes: the request's own URL, or the gateway's. */
  readonly url: string;
  /** The connections to use in place of the client's own. */
  readonly agent?: Agent | undefined;
  readonly headers: Record<string, string>;
  /** What an answer must not quote. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** An answer, and why it is not the whole of it. */
interface RoundTripResult {
  readonly answer: Answer;
  /** The Set-Cookie headers: not part of the answer. */
  readonly cookies: readonly string[];
  readonly failure: AnswerError | undefined;
}

/**
 * Sends one request and reads its answer.
 * @throws the reason of the caller's signal if that ended it; {PipelineError} `CONNECT_FAILED`, `CONNECTION_LOST` or
 * `TIMEOUT` if no answer began.
 */
export async function makeRoundTrip(request: UpstreamRequest, options: RoundTripOptions): Promise<RoundTripResult> {
  const { method, form } = request;
  const departed = performance.now();
  const deadline = openDeadline(options.signal, options.timeoutMs);
  const late = `${request.url} did not answer in full within ${options.timeoutMs} ms`;
  try {
    const response = await options.http
      .request<IncomingMessage>({
        method,
        url: options.url,
        headers: form ? { ...options.headers, 'Content-Type': 'application/x-www-form-urlencoded' } : options.headers,
        ...(form ? { data: new URLSearchParams(form).toString() } : {}),
        signal: deadline.signal,
        ...(options.agent ? { httpAgent: options.agent, httpsAgent: options.agent } : {}),
      })
      .catch((error: unknown) => {
        if (deadline.expired() === 'caller') throw options.signal.reason;
        if (deadline.expired() === undefined) throw toNoAnswer(request, error);
        throw new PipelineError('TIMEOUT', late, { detail: { url: request.url } });
      });
    const { status, data } = response;
    const body = await readBody(data, method !== 'HEAD' && status !== 304, options.maxBytes);
    const latencyMs = performance.now() - departed;
    const answer = makeAnswer(request, {
      status,
      headers: plainHeaders(data, options.secrets),
      body: maskBytes(body.bytes, options.secrets),
      latencyMs,
    });
    const cookies = data.headers['set-cookie'] ?? [];

    if (body.end === 'broken' && deadline.expired() === 'caller') throw options.signal.reason;
    if (body.end === 'broken' && deadline.expired() === 'timeout') {
      return { answer, cookies, failure: new AnswerError('TIMEOUT', late, answer) };
    }
    return { answer, cookies, failure: toFailure(answer, body, options.maxBytes) };
  } finally {
    deadline.close();
  }
}

function toFailure(answer: Answer, { end, cause }: Body, maxBytes: number): AnswerError | undefined {
  const { url } = answer.request;
  switch (end) {
    case 'complete':
      return undefined;
    case 'too-large':
      if (answer.request.takesHead) return undefined;
      return new AnswerError('TOO_LARGE', `${url} is larger than ${maxBytes} bytes`, answer);
    case 'broken':
      return new AnswerError('CONNECTION_LOST', `${url} broke off or cannot be decoded`, answer, cause);
    case 'unknown-encoding':
      return new AnswerError('UNEXPECTED_ANSWER', `${url} came in an encoding that was not asked for`, answer);
  }
}

/** Cookies are left out: a session has no place in a capture. */
function plainHeaders({ headers }: IncomingMessage, secrets: readonly string[]): Record<string, string> {
  const { 'set-cookie': _cookies, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, maskText(String(value), secrets)]));
}
