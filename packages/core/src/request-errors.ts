// The part of the catalogue of errors that callers of the API are answered.

import type { ErrorEntry } from './error-entry.ts';

const request = { origin: 'api', fault: 'request', runbook: null, retryable: false, status: 422 } as const;

/** Codes of answers of the API. */
export const requestErrors = {
  INVALID_INPUT: {
    ...request,
    meaning: 'A parameter or the body is invalid; the answer names each field.',
    action: 'Correct the field and try again.',
  },
  BODY_TOO_LARGE: {
    ...request,
    status: 413,
    meaning: 'The body has more bytes, inflated, than the route takes.',
    action: 'Send it in parts.',
  },
  MALFORMED_CSV: {
    ...request,
    meaning: 'The CSV is not written as RFC 4180 has it; the message names the line.',
    action: 'Close every quote, double those within quoted fields, and send it again.',
  },
  CSV_TOO_LARGE: {
    ...request,
    status: 413,
    meaning: 'The CSV has more bytes, lines, columns or characters in a field than are read.',
    action: 'Send it in parts; the message names the line and the limit.',
  },
  UNKNOWN_TICKER: {
    ...request,
    status: 404,
    meaning: 'No listed company has this ticker, by the latest list of companies.',
    action:
      'Check the symbol: AAPL, BRK-B (also BRK.B, BRK/B), or with its exchange XLON:VOD. The list is read again at most once an hour.',
  },
  AMBIGUOUS_TICKER: {
    ...request,
    status: 409,
    meaning: 'Instruments of several exchanges answer to this ticker.',
    action: 'Name the exchange: choose one of `choices`, such as XLON:VOD.',
  },
  CURSOR_LOST: {
    ...request,
    status: 410,
    meaning:
      'The cursor is of another database, of transactions that a crash of Postgres has undone, or of changes that are not kept any more.',
    action:
      'Trades: begin again without after, from filed_from; key what comes by accession, table and line. Changes: take a whole copy anew, then ask from now on.',
  },
  NOT_ACCEPTABLE: {
    ...request,
    status: 406,
    meaning: 'None of the accepted media types is available for this route.',
    action: 'Send an Accept header that the message names.',
  },
  NOT_FOUND: {
    ...request,
    status: 404,
    meaning: 'Nothing exists at this address.',
    action: 'Check the id or the path.',
  },
  CHANGE_OVERTAKEN: {
    ...request,
    status: 409,
    meaning: 'An exchange lists the former instrument of the proposed change again: the two are not one.',
    action: 'Nothing: the next reading of the listing refutes the change. See both with tickermill universe TICKER.',
  },
  BULK_COUNT_MOVED: {
    ...request,
    status: 409,
    meaning: 'By now over a tenth more, or fewer, rows match than the dry run of this bulk action has told.',
    action: 'Make the dry run again, look at what it tells, and confirm that.',
  },
  BACKUPS_OFF: {
    ...request,
    status: 409,
    meaning: 'No worker has a folder for backups, so that none would make one.',
    action: 'Set BACKUP_DIR for a worker, or make one with "tickermill backup" where the database can be reached.',
  },
  RUN_ENDED: {
    ...request,
    status: 409,
    meaning: 'The run has ended, or was cancelled, so that it can be neither paused nor resumed.',
    action: 'Start a new run.',
  },
  NOT_RETRIABLE: {
    ...request,
    status: 409,
    meaning: 'The state of the job or task does not allow this.',
    action: 'Check its state: only failed jobs are retried, only waiting ones promoted. Revive dead letters first.',
  },
  CONSOLE_REFUSED: {
    ...request,
    status: 405,
    meaning: 'The job console does not do this: it would bypass the ledger, which is the truth.',
    action: 'Use the alternative that the answer names.',
  },
  TOO_MANY_READERS: {
    ...request,
    retryable: true,
    status: 503,
    meaning: 'This process streams events to as many readers as it can serve.',
    action: 'Come back later, or let the readers of one page share a stream.',
  },
  HOST_UNKNOWN: {
    ...request,
    status: 421,
    meaning: 'The request names a host that this API was not told it has.',
    action: 'Ask it by a name of loopback, or set PUBLIC_URL to the address that browsers see.',
  },
  TOO_MANY_AT_ONCE: {
    ...request,
    retryable: true,
    status: 429,
    meaning: 'The caller has as many requests, exports or event streams under way as one may have at once.',
    action: 'Let some of them end first; come back after Retry-After.',
  },
  API_BUSY: {
    ...request,
    retryable: true,
    status: 503,
    meaning: 'All callers together have as much under way as this process serves at once.',
    action: 'Come back after Retry-After, or serve the API by more processes.',
  },
  UNAUTHORIZED: {
    ...request,
    status: 401,
    meaning: 'The request carries neither a valid token nor a valid session.',
    action: 'Send "Authorization: Bearer <token>", or sign in at /login. The local token is in the data directory.',
  },
  LOGIN_FAILED: {
    ...request,
    status: 401,
    meaning: 'The name or the password is wrong, the user is disabled, or the login link was used or has expired.',
    action: 'Try again, or have an administrator make a login link: "tickermill login".',
  },
  CROSS_SITE: {
    ...request,
    status: 403,
    meaning: 'A request of a session does not prove that a page of this installation sent it.',
    action: 'Send the x-csrf-token that GET me returns, from the address in PUBLIC_URL; or use a token.',
  },
  TOO_MANY_REQUESTS: {
    ...request,
    status: 429,
    meaning: 'Too many attempts to sign in have failed.',
    action: 'Wait as long as Retry-After says. Login links work meanwhile.',
  },
  NAME_TAKEN: {
    ...request,
    status: 409,
    meaning: 'A user of this name exists already; upper and lower case do not matter.',
    action: 'Choose another name.',
  },
  USER_DISABLED: {
    ...request,
    status: 409,
    meaning: 'The user is disabled, so that no link could sign in.',
    action: 'Enable the user first.',
  },
  LAST_ADMIN: {
    ...request,
    status: 409,
    meaning: 'At least one enabled administrator must remain.',
    action: 'Make another user an administrator first.',
  },
  FORBIDDEN: {
    ...request,
    status: 403,
    meaning: 'The role of the caller does not allow this.',
    action: 'Use a token or a user of the role that the message names.',
  },
  INTERNAL: {
    ...request,
    fault: 'installation',
    runbook: 'defect.md',
    status: 500,
    meaning: 'The API failed while it answered.',
    action: 'Look for the request id of the answer in the log of the API.',
  },
} as const satisfies Record<string, ErrorEntry>;
