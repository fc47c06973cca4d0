import { errorCatalogue } from '../../packages/core/dist/index.js';
import { madeFrom, table } from './table.mjs';

/** What each origin means to a reader, in the order of the way of the data. */
const origins = {
  upstream: ['Requests to a source', 'A request to a source failed, or its answer was not a valid one.'],
  collector: ['Reading an answer', 'A document could not be parsed.'],
  engine: ['Running tasks', 'A task could not be completed.'],
  api: [
    'Answering a request',
    'A request to the API failed. The answer is a problem document (RFC 9457) with the code.',
  ],
  process: ['Starting and stopping', 'A process of the installation cannot run.'],
};

const faults = {
  source: 'Counts towards the circuit breaker of the source; never towards a dead letter.',
  target: 'Counts towards the dead letter of the target; never towards the circuit breaker.',
  document: 'This document alone; counts towards neither.',
  request: 'The caller.',
  installation: 'The installation: its settings, its database, or Tickermill itself.',
};

export function errorCodesPage() {
  const entries = Object.entries(errorCatalogue);
  const sections = Object.entries(origins).map(([origin, [title, about]]) => {
    const rows = entries
      .filter(([, entry]) => entry.origin === origin)
      .map(([code, { meaning, action, runbook, retryable, fault }]) => [
        `\`${code}\``,
        meaning,
        action,
        runbook === null ? '–' : `[${runbook.replace('.md', '').replaceAll('-', ' ')}](runbooks/${runbook})`,
        retryable ? 'yes' : 'no',
        fault,
      ]);
    return `## ${title}\n\n${about}\n\n${table(['Code', 'Meaning', 'Consequence, or remedy', 'Run-book', 'Retried', 'Fault'], rows)}\n`;
  });
  const unknown = entries.filter(([, { origin, fault }]) => !(origin in origins && fault in faults));
  if (unknown.length > 0)
    throw new Error(`scripts/docs/error-codes.mjs does not know the origin or fault of ${unknown[0][0]}`);
  return `${madeFrom('packages/core/src/*-errors.ts')}

# Error codes

Every failure of a task, a request to the API or a process carries one of these codes, in its log line, in the history
and in the answer of the API. A log line of a failure has ts, level, module and msg; run_id, task_id and job of what was
being done; error_code, detail, error (what it says), cause, and the first eight frames of its stack.

${sections.join('\n')}
## Whose fault

${table(
  ['Fault', 'Meaning'],
  Object.entries(faults).map(([fault, about]) => [fault, about]),
)}
`;
}
