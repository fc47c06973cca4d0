import type { IncomingHttpHeaders } from 'node:http';
import type { SourceId } from '@tickermill/core';
import type { Answer } from './answer.ts';
import type { BanState } from './referee/counts.ts';

/** What a source looks at before it answers. */
export interface Visit {
  readonly method: string;
  readonly path: string;
  /** Behind the question mark; empty without one. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly at: number;
  /** It had not come before this; `at` is when the sandbox got round to it. */
  readonly earliest: number;
}

/** What an answer may depend on besides host and path. */
export interface Asked {
  /** Behind the question mark; empty without one. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly at: number;
  /** The form of a POST. */
  readonly form?: URLSearchParams;
}

/** Whether a source accepts a request. */
export interface Admission {
  readonly standing: BanState;
  /** The page that is sent in place of an answer, or null. */
  readonly refusal: Answer | null;
  /** Called when the refusal has been sent in full. */
  onSent?(at: number): void;
}

/** An upstream as the sandbox imitates it: its hosts, its rules and what it offers. */
export interface ImitatedSource {
  readonly id: SourceId;
  readonly hosts: readonly string[];
  /** Applies the rules of the source. Every request counts, whatever becomes of it. */
  admit(visit: Visit): Admission;
  answerTo(host: string, path: string, asked: Asked): Answer;
  /** The answer of a server of this source that fails. */
  readonly unavailable: Answer;
  /** Begins a block now, for its usual time unless another is given. */
  ban(at: number, ms: number | null): void;
  /** Forgets blocks and the requests that count against a limit. */
  reset(): void;
}
