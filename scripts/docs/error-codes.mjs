import { errorCatalogue } from '../../packages/core/dist/index.js';
import { madeFrom, table } from './table.mjs';

/** What each origin means to a reader, in the order of the way of the data. */
const origins = {
  upstream: ['Asking a source', 'A request to a source failed, or its answer was not one that it gives.'],
  collector: ['Reading an answer', 'A document could not be read.'],
  engine: ['Working', 'A task could not be carried through.'],
  api: [
    'Answering a request',
    'A request to the API could not be answered. The answer is a problem document (RFC 9457) with the code.',
  ],
  process: ['Starting and stopping', 'A process of the installation cannot run.'],
};

const faults = {
  source: 'Counts towards the breaker of the source; never towards a dead letter.',
  target: 'Counts towards the dead letter of the target; never towards the breaker.',
  document: 'This document alone; counts towards neither.',
  request: 'Whoever asked.',
  installation: 'This installation: its settings, its database, or Tickermill itself.',
};

export function errorCodesPage() {
  const entries = Object.entries(errorCatalogue);
  const sections = Object.entries(origins).map(([origin, [title, about]]) => {
    const rows = entries
      .filter(([, entry]) => entry.origin === origin)
      .map(([code, { meaning, action, retryable, fault }]) => [
        `\`${code}\``,
        meaning,
        action,
        retryable ? 'yes' : 'no',
        fault,
      ]);
    return `## ${title}\n\n${about}\n\n${table(['Code', 'Meaning', 'What happens, or what to do', 'Retried', 'Fault'], rows)}\n`;
  });
  const unknown = entries.filter(([, { origin, fault }]) => !(origin in origins && fault in faults));
  if (unknown.length > 0)
    throw new Error(`scripts/docs/error-codes.mjs does not know the origin or fault of ${unknown[0][0]}`);
  return `${madeFrom('packages/core/src/errors.ts')}

# Error codes

Every failure of a task, a request to the API or a process carries one of these codes, in its log line, in the history
and in the answer of the API.

${sections.join('\n')}
## Whose fault

${table(
  ['Fault', 'Meaning'],
  Object.entries(faults).map(([fault, about]) => [fault, about]),
)}
`;
}
