import type { Answer } from './answer.ts';

/** How an HTML page begins; \s takes the byte order mark too. */
const pageStart =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|title|body|script|meta)\b/i;

/** What an answer begins with: enough to tell what it is by. */
export const startOf = (answer: Answer): string => answer.body.toString('utf8', 0, 16_384);

/** Whether an answer begins as an HTML page. */
export const beginsAsPage = (answer: Answer): boolean => pageStart.test(startOf(answer));
