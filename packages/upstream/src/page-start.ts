import type { Answer } from './answer.ts';

/** How an HTML page begins; \s takes the byte order mark too. */
const pageStart =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|title|body|script|meta)\b/i;

/** The beginning of an answer: enough to recognise it. */
export const startOf = (answer: Answer): string => answer.body.toString('utf8', 0, 16_384);

/** Whether an answer begins as an HTML page. */
export const beginsAsPage = (answer: Answer): boolean => pageStart.test(startOf(answer));
