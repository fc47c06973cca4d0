// The part of the catalogue of errors that tasks fail with: requests to sources, reading their answers, storing them.

import type { ErrorEntry } from './error-entry.ts';

const upstream = {
  origin: 'upstream',
  fault: 'source',
  runbook: 'source-unreachable.md',
  retryable: true,
  status: 502,
} as const;
const document = {
  origin: 'collector',
  fault: 'document',
  runbook: 'documents-set-aside.md',
  retryable: false,
  status: 422,
} as const;
/** A document that may have been damaged in transit is requested again before it is set aside. */
const damaged = { ...document, retryable: true } as const;

const again = 'Retried with exponential backoff, up to the attempts of the collector.';
const forGood = 'The document is kept and set aside under its own key; only force or a replay reads it again.';
const setAside = `It is requested again 3 h later. Then: ${forGood}`;
const againThenSetAside = `${again} Then: ${setAside}`;

/** Codes of what a worker does. */
export const taskErrors = {
  CONNECT_FAILED: {
    ...upstream,
    meaning: 'No connection to the host of the source, or to its proxy, could be made.',
    action: again,
  },
  CONNECTION_LOST: { ...upstream, meaning: 'The connection broke before the answer was complete.', action: again },
  TIMEOUT: { ...upstream, meaning: 'The source did not answer in full within the request timeout.', action: again },
  SERVER_ERROR: {
    ...upstream,
    runbook: 'source-failing.md',
    meaning: 'The source answered with a status of 5xx.',
    action: again,
  },
  THROTTLED: {
    ...upstream,
    runbook: 'rate-limit-storm.md',
    meaning: 'The source asked for fewer requests (429, 503, or its block page).',
    action:
      'All requests to the source pause until the quiet period is over; the task moves behind the others of its class and loses no attempt. Its fifth throttle, or one 6 h after its first, fails it.',
  },
  UNDECLARED_AGENT: {
    ...upstream,
    runbook: 'source-refuses.md',
    retryable: false,
    meaning: 'The SEC refused the request because it does not name its operator.',
    action: 'Set SEC_USER_AGENT to "Name mail@host" and start again.',
  },
  SESSION_REFUSED: {
    ...upstream,
    runbook: 'source-refuses.md',
    meaning: 'The source requires a session, or no longer accepts the one that the request carried.',
    action: 'The session is discarded; the next attempt obtains another.',
  },
  KEY_REFUSED: {
    ...upstream,
    runbook: 'source-refuses.md',
    retryable: false,
    meaning: 'The source does not accept the key that is set for it.',
    action:
      'Set the right one (ALPHA_VANTAGE_KEY, STOOQ_KEY, KRX_KEY, MASSIVE_KEY, EODHD_KEY), or none, and start again.',
  },
  UNEXPECTED_ANSWER: {
    ...upstream,
    runbook: 'source-structure-changed.md',
    meaning: 'The answer has a status, type or shape that this source never gives for such a request.',
    action: `The answer is kept; it is never taken for "no data". ${again}`,
  },
  REFUSED: {
    ...upstream,
    runbook: 'dead-letters.md',
    fault: 'target',
    retryable: false,
    meaning: 'The source refused this one request (4xx) for a reason of its own.',
    action: 'The task fails at once; the rest of the run goes on.',
  },
  GONE: {
    ...upstream,
    runbook: 'dead-letters.md',
    fault: 'target',
    retryable: false,
    meaning: 'The source no longer knows the target.',
    action:
      'The target ends as gone. On the third day it becomes a dead letter, which is not requested until it is revived.',
  },
  TOO_LARGE: {
    ...upstream,
    runbook: 'documents-set-aside.md',
    fault: 'document',
    retryable: false,
    meaning: 'The answer is larger than the ceiling for its kind.',
    action: `What arrived below the ceiling is kept. ${setAside}`,
  },
  HOST_NOT_LISTED: {
    ...upstream,
    runbook: 'defect.md',
    fault: 'installation',
    retryable: false,
    meaning: 'A request was about to go to a host that is not in the source table.',
    action: 'Nothing is sent. Add the host to the source in sources.ts if it belongs there.',
  },

  EMPTY_DOCUMENT: { ...damaged, meaning: 'The document has no content.', action: againThenSetAside },
  NOT_XML: { ...damaged, meaning: 'The document is not XML, most often an HTML page.', action: againThenSetAside },
  MALFORMED_XML: {
    ...damaged,
    meaning: 'The XML is truncated, mismatched or otherwise not well formed.',
    action: againThenSetAside,
  },
  BAD_ENCODING: {
    ...damaged,
    meaning: 'The bytes are not the declared encoding, or contain NUL or control characters.',
    action: againThenSetAside,
  },
  ENTITY_DECLARATION: {
    ...document,
    meaning: 'The XML declares a document type or entities, which ownership documents never do.',
    action: setAside,
  },
  NESTING_TOO_DEEP: { ...document, meaning: 'The XML is nested deeper than any ownership document.', action: setAside },
  NOT_OWNERSHIP: { ...document, meaning: 'The XML or submission holds no ownership document.', action: setAside },
  NOT_A_REPORT: {
    ...damaged,
    meaning: 'The document of a report names itself neither 10-K nor 10-Q.',
    action: againThenSetAside,
  },
  UNKNOWN_SCHEMA_VERSION: {
    ...document,
    meaning: 'The schema version of the document is not one that this parser knows.',
    action: setAside,
  },
  MISSING_FIELD: {
    ...document,
    meaning: 'A field that every such document has is missing; the detail names it.',
    action: setAside,
  },
  INVALID_FIELD: {
    ...document,
    meaning: 'A field holds a value of the wrong kind; the detail names it.',
    action: setAside,
  },
  LISTING_STRUCTURE: {
    ...upstream,
    runbook: 'list-unreadable.md',
    origin: 'collector',
    retryable: false,
    meaning:
      'The list of an exchange is not laid out as it was: a required column is missing, or it is no such list. The message names the list and the column.',
    action:
      'The answer is kept; nothing of the list is stored and nothing is delisted. It is read again the next day. If it stays so, the exchange changed its page: see docs/listings.md.',
  },
  LISTING_CUT_OFF: {
    ...upstream,
    runbook: 'list-unreadable.md',
    origin: 'collector',
    meaning:
      'The list of an exchange ends too early: its last line or the number of entries that it states is not there.',
    action: `The answer is kept; nothing of the list is stored and nothing is delisted. ${again}`,
  },
  LISTING_CONTRADICTORY: {
    ...upstream,
    runbook: 'list-unreadable.md',
    origin: 'collector',
    retryable: false,
    meaning:
      'The list of an exchange contradicts itself: one symbol for two instruments, a second header, or more rows that cannot be read than a good list has.',
    action:
      'The answer is kept; nothing of the list is stored and nothing is delisted. It is read again the next day: see docs/listings.md.',
  },
  MARKET_DAY_INCOMPLETE: {
    ...upstream,
    runbook: 'market-day-incomplete.md',
    origin: 'engine',
    meaning:
      'The answer about a whole market’s day has under 90 % of the rows of the last days before it: it is published in part only.',
    action: `Nothing of the answer is stored. ${again} Then the instruments that it was to serve are asked for one by one.`,
  },
  WRONG_ANSWER: {
    ...upstream,
    runbook: 'source-structure-changed.md',
    meaning: 'The answer is about another company, symbol, day or page than the one asked for.',
    action: `The answer is kept, and nothing of it is stored. ${again}`,
  },
  WRONG_DOCUMENT: {
    ...damaged,
    meaning: 'The answer is another filing than the one requested.',
    action: `${again} Then it is requested again after 1 h, 6 h and 24 h. After that: ${forGood}`,
  },

  QAFAIL: {
    runbook: 'quality-run-failed.md',
    origin: 'engine',
    fault: 'installation',
    retryable: true,
    status: 500,
    meaning: 'A check of stored data failed; the message has the cause.',
    action:
      'It is a critical finding of its own (`qafail`), and the other checks run. The run is repeated after an hour; a success resolves the finding.',
  },
  POISON: {
    runbook: 'documents-set-aside.md',
    origin: 'engine',
    fault: 'document',
    retryable: false,
    status: 500,
    meaning: 'The task brought its worker down three times while it ran isolated.',
    action: 'The task is set aside and not tried again.',
  },
  PARSE_LIMIT: {
    runbook: 'document-too-heavy.md',
    origin: 'engine',
    fault: 'document',
    retryable: false,
    status: 422,
    meaning: 'Reading the answer took more memory or time than a document may, or it is nested too deep.',
    action: `Only the thread that read it was ended. ${setAside}`,
  },
  INVALID_RECORD: {
    runbook: 'documents-set-aside.md',
    origin: 'engine',
    fault: 'document',
    retryable: false,
    status: 500,
    meaning: 'A collector returned a record that its dataset does not allow.',
    action: `Nothing of the answer is stored. ${setAside}`,
  },
  STORE_FAILED: {
    runbook: 'database-unreachable.md',
    origin: 'engine',
    fault: 'installation',
    retryable: true,
    status: 503,
    meaning: 'Postgres refused or lost the transaction that stores an answer.',
    action: `Nothing of the answer is stored. ${again}`,
  },
  CANCELLED: {
    runbook: 'run-ended-early.md',
    origin: 'engine',
    fault: 'request',
    retryable: false,
    status: 409,
    meaning: 'The run was cancelled before this target was done.',
    action: 'Stored data is kept. Start a new run to go on.',
  },
  SUPERSEDED: {
    runbook: 'run-ended-early.md',
    origin: 'engine',
    fault: 'installation',
    retryable: false,
    status: 409,
    meaning: 'The next slot of its schedule came before this target was done.',
    action:
      'Stored data is kept; the run of the next slot requests the rest. If this recurs, let the schedule run less often.',
  },
  RUN_STOPPED: {
    runbook: 'run-ended-early.md',
    origin: 'engine',
    fault: 'source',
    retryable: false,
    status: 409,
    meaning:
      'The run was stopped before this target was done: its source had failed as often in a row as the run allows.',
    action: 'Stored data is kept. Start a new run when the source works again.',
  },
  UNEXPECTED: {
    runbook: 'defect.md',
    origin: 'engine',
    fault: 'installation',
    retryable: true,
    status: 500,
    meaning: 'Something failed that has no code of its own: a defect of Tickermill.',
    action: `Logged with its stack. ${again}`,
  },
} as const satisfies Record<string, ErrorEntry>;
