import type { Log } from '@tickermill/core';
import winston from 'winston';
import { errorFields } from './error-fields.ts';

const maxFileBytes = 50 * 1024 * 1024;
const maxFiles = 10;

/** JSON lines in files and pipes; coloured text on a terminal. Fields: ts, level, module, msg, run_id, task_id, job, … */
export function createLog({ module, level, file }: { module: string; level: string; file?: string | undefined }): Log {
  const { combine, printf } = winston.format;
  const stamped = winston.format((info) => Object.assign(info, { ts: new Date().toISOString(), module }))();
  const lines = printf(({ ts, level: severity, module: from, message, ...fields }) =>
    JSON.stringify({ ts, level: severity, module: from, msg: message, ...fields }),
  );
  const readable = printf(({ ts, level: severity, module: from, message, ...fields }) => {
    const rest = Object.entries(fields).map(
      ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return `${String(ts).slice(11, 19)} ${severity} ${from}: ${message}${rest.join('')}`;
  });
  const logger = winston.createLogger({
    level,
    format: stamped,
    transports: file
      ? [
          new winston.transports.File({
            filename: file,
            options: { flags: 'a', mode: 0o600 },
            maxsize: maxFileBytes,
            maxFiles,
            tailable: true,
            format: lines,
          }),
        ]
      : [
          new winston.transports.Console({
            stderrLevels: ['error', 'warn', 'info', 'debug'],
            format: process.stderr.isTTY ? combine(winston.format.colorize(), readable) : lines,
          }),
        ],
  });
  return wrap(logger);
}

function wrap(logger: winston.Logger): Log {
  return {
    debug: (msg, fields) => void logger.debug(msg, fields),
    info: (msg, fields) => void logger.info(msg, fields),
    warn: (msg, fields) => void logger.warn(msg, fields),
    error: (msg, error, fields) => void logger.error(msg, { ...errorFields(error), ...fields }),
    child: (fields) => wrap(logger.child(fields)),
  };
}
