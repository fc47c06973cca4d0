import { PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import type { z } from 'zod';

/** A string of JSON, or a number outside of one. */
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** What some programs write in place of a number, outside of a string. */
const noNumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** JSON with every value that is not a number as text: one such value must not invalidate an answer. */
const withoutNaN = (text: string): string =>
  /NaN|Infinity/.test(text) ? text.replace(noNumber, (found) => (found.startsWith('"') ? found : `"${found}"`)) : text;

/**
 * The body as JSON of a known shape, in which every number is the text that was written: none passes through floating
 * point. @throws {PipelineError} `UNEXPECTED_ANSWER` naming the first field that differs.
 */
export function exactJson<S extends z.ZodType>(answer: Answer, schema: S): z.output<S> {
  const { url } = answer.request;
  const text = withoutNaN(answer.text());
  const wrong = (what: string, field = '') =>
    new PipelineError('UNEXPECTED_ANSWER', `${url} answered ${what}`, { detail: { url, field } });
  let exact: unknown;
  try {
    // Only what is JSON is read: in it, a token is exactly one string or one number.
    JSON.parse(text);
    exact = JSON.parse(text.replace(token, (found) => (found.startsWith('"') ? found : `"${found}"`)));
  } catch {
    throw wrong('something that is not JSON');
  }
  const parsed = schema.safeParse(exact);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw wrong(`JSON of another shape: ${field}: ${issue?.message}`, field);
}
