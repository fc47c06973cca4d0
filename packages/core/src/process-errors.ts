// The part of the catalogue of errors that processes raise: settings, installations, channels, servers.

import type { ErrorEntry } from './error-entry.ts';

const request = { origin: 'process', fault: 'request', runbook: null, retryable: false, status: 422 } as const;
const installation = { origin: 'process', fault: 'installation', retryable: false, status: 500 } as const;

/** Codes of processes and of what an installation is set to. */
export const processErrors = {
  ADDRESS_REFUSED: {
    ...request,
    runbook: 'alert-channel.md',
    meaning:
      'An address of an alert channel or of a heartbeat is not http or https, names a user, or leads to a private network.',
    action:
      'Nothing is sent. Give a public address, or set ALERT_PRIVATE_ADDRESSES=allowed for one in the own network. Redirects are never followed.',
  },
  CHANNEL_FAILED: {
    ...request,
    runbook: 'alert-channel.md',
    status: 502,
    meaning: 'A channel of alerts did not take a message; the message says what it answered.',
    action: 'Correct its settings or its secret and test it again; what is queued for it is tried for a day.',
  },
  CONFIG_INVALID: {
    ...installation,
    runbook: 'start-failed.md',
    meaning: 'A setting is missing or invalid; the message names each.',
    action: 'Correct the settings that the message names and start again.',
  },
  NO_INSTALLATION: {
    ...installation,
    runbook: 'start-failed.md',
    meaning: 'No running installation answered the command line.',
    action: 'Start one with "npm start", or point TICKERMILL_URL and TICKERMILL_TOKEN at one.',
  },
  ALREADY_RUNNING: {
    ...installation,
    runbook: 'start-failed.md',
    meaning: 'Another process already runs this installation.',
    action: 'Use the running one, or stop it first.',
  },
  DATABASE_UNREACHABLE: {
    ...installation,
    runbook: 'database-unreachable.md',
    status: 503,
    meaning: 'Postgres did not answer.',
    action: 'Start Postgres, or correct DATABASE_URL.',
  },
  QUEUE_UNAVAILABLE: {
    ...installation,
    runbook: 'queue-lost.md',
    retryable: true,
    status: 503,
    meaning: 'The server of the queues, Redis or Postgres, did not answer, or refused.',
    action:
      'Start it, or correct REDIS_URL. Nothing is lost: the tasks of the ledger are queued again once it answers.',
  },
  REDIS_UNFIT: {
    ...installation,
    runbook: 'queue-lost.md',
    meaning: 'The Redis is too old for the queues, or configured to evict keys when its memory is full.',
    action: 'Run the command of the message on the Redis, then start again.',
  },
  POSTGRES_FAILED: {
    ...installation,
    runbook: 'start-failed.md',
    meaning: 'The embedded Postgres could not be started.',
    action: 'The message says why; the log is in the data directory.',
  },
  MIGRATION_FAILED: {
    ...installation,
    runbook: 'start-failed.md',
    meaning: 'A migration could not be applied; it was rolled back.',
    action: 'The message names the migration and the reason.',
  },
  SCHEMA_UNFIT: {
    ...installation,
    runbook: 'start-failed.md',
    status: 503,
    meaning: 'The database has migrations that this build does not know, or lacks some that it needs.',
    action:
      'A worker waits and goes on by itself when it fits. Start the newer build ("npm start" applies its migrations), and run no older one beside it.',
  },
  JOB_INVALID: {
    ...installation,
    runbook: 'queue-lost.md',
    origin: 'engine',
    meaning: 'A job in a queue is not of the form that this queue has: none of ours put it there, or it was damaged.',
    action:
      'It fails at once and for good; what the ledger is owed gets a new job within a minute. If there are more, see who else can write to the queue: a Redis of Tickermill needs a password (docs/containers.md). Take the failed ones out in the job console.',
  },
  CHORE_FAILED: {
    ...installation,
    runbook: 'maintenance-failing.md',
    origin: 'engine',
    meaning: 'A maintenance chore failed: what the message names was not done this time. No other chore waits for it.',
    action:
      'It is tried again within a minute, by whichever worker holds it; three failures in a row show in "tickermill status" and publish `maintenance.failing`. If they go on, the message says what to mend: see docs/maintenance.md.',
  },
  EXPORT_DAMAGED: {
    ...installation,
    runbook: 'maintenance-failing.md',
    meaning: 'A file that an archived instrument was exported to does not hold what was written to it.',
    action: 'Nothing was removed; it is exported again the next day. See that the disk of EXPORT_DIR is sound.',
  },
  BACKUP_FAILED: {
    ...installation,
    runbook: 'backup-failed.md',
    meaning: 'A backup could not be made: there was no room, the folder cannot be written, or Postgres went away.',
    action: 'Nothing is left of it. The message says why; a nightly one is tried again within minutes.',
  },
  BACKUP_UNREADABLE: {
    ...installation,
    runbook: 'restore-refused.md',
    status: 422,
    meaning: 'A file is no backup, was cut off, or was altered.',
    action: 'Nothing was changed. Take another copy of it, or an earlier backup ("tickermill backups").',
  },
  BACKUP_KEY_WRONG: {
    ...installation,
    runbook: 'restore-refused.md',
    status: 422,
    meaning: 'A backup is encrypted with another key than BACKUP_KEY.',
    action: 'Nothing was changed. Set BACKUP_KEY to the key of the day on which it was made; there is no way without.',
  },
  BACKUP_TOO_NEW: {
    ...installation,
    runbook: 'restore-refused.md',
    status: 422,
    meaning: 'A backup was made by a newer version of Tickermill, whose database this one does not know.',
    action: 'Nothing was changed. Restore it with that version or a newer one.',
  },
  BACKUP_DIFFERS: {
    ...installation,
    runbook: 'restore-refused.md',
    meaning: 'A database that a backup was restored into does not hold what was copied; the message names the table.',
    action:
      'The present database was not touched. Take an earlier backup, and report this: the file is whole, so that it is a defect.',
  },
  RESTORE_REFUSED: {
    ...installation,
    runbook: 'restore-refused.md',
    status: 409,
    meaning:
      'A backup cannot be restored here as things are: somebody is connected, a right is missing, or it holds data of another kind.',
    action: 'Nothing was changed. Mend what the message names and repeat the command.',
  },
  LAKE_EXPORT_FAILED: {
    ...installation,
    runbook: 'lake-export-failed.md',
    origin: 'engine',
    meaning:
      'An export to the lake failed: what the message names was not written. Every file of the lake is whole, and the manifest is that of the export before.',
    action:
      'Mend what the message names and run "tickermill lake export": it goes on where this one ended. The export after the next nightly chain does the same.',
  },
  LAKE_QUERY_FAILED: {
    ...request,
    meaning:
      'A query of the lake is no single SELECT, is wrong, needed more memory or time than it was given, or reads what is not the lake.',
    action: 'Correct it by what the message says; --timeout and --memory give it more.',
  },
  LAKE_QUERY_UNAVAILABLE: {
    ...installation,
    runbook: 'lake-export-failed.md',
    meaning: 'The lake cannot be asked here: DuckDB, an optional dependency, is not installed.',
    action: 'Run "npm install --include=optional", or ask the files with a DuckDB of your own (docs/lake.md).',
  },
  LAKE_NOT_SET: {
    ...request,
    runbook: 'lake-export-failed.md',
    status: 409,
    meaning: 'No worker keeps a lake.',
    action:
      'Set LAKE_DIR (or LAKE_S3_BUCKET with its keys) for the workers and start them again; "npm start" keeps one in the data directory.',
  },
  FILE_UNREADABLE: {
    ...installation,
    runbook: 'start-failed.md',
    meaning: 'A file named on the command line cannot be read.',
    action: 'Check the path and the permissions.',
  },
  RUN_FAILED: {
    ...installation,
    runbook: 'run-failed.md',
    status: 503,
    meaning: 'A run that the command waited for did not succeed.',
    action: 'See "tickermill status" and the report of the run.',
  },
} as const satisfies Record<string, ErrorEntry>;
