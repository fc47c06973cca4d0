import { type Answer, answer } from '../answer.ts';
import type { Draws } from '../random.ts';

/** The answer with its body cut off somewhere between 30 and 80 per cent. */
export function cut(whole: Answer, draws: Draws): Answer {
  return answer(
    whole.status,
    whole.type,
    whole.body.subarray(0, Math.floor(whole.body.length * (0.3 + draws.unit() / 2))),
  );
}

/** The answer with one closing tag that does not match its opening tag, or with the last brace of its JSON wrong. */
export function malformed(whole: Answer, draws: Draws): Answer {
  const text = whole.body.toString();
  const broken = whole.type.includes('json') ? text.replace(/\}\s*$/, ']') : mismatch(text, draws);
  return answer(whole.status, whole.type, broken);
}

function mismatch(text: string, draws: Draws): string {
  // Within a submission only the tags of the ownership document make it malformed, not those of the envelope.
  const [start, end] = [Math.max(text.indexOf('<XML>'), 0), text.lastIndexOf('</XML>')];
  const xml = end < 0 ? text : text.slice(start, end);
  const tags = [...xml.matchAll(/<\/[a-z]\w*>/g)];
  if (tags.length === 0) return `${text}</unopened>`;
  const at = start + draws.pick(tags).index;
  const close = text.indexOf('>', at);
  return `${text.slice(0, close)}X${text.slice(close)}`;
}
