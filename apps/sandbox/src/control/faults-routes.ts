import type { Handler } from 'express';
import type { Clock } from '../clock.ts';
import { type Fault, FaultList } from '../faults/fault.ts';
import type { FaultBoard } from '../faults/fault-board.ts';
import type { ImitatedSource } from '../source.ts';
import { fieldsOf, sendProblem, withoutIndexOf } from './problem.ts';

/** `GET /_sandbox/faults`: the faults in force. */
export function listFaults(board: FaultBoard, clock: Clock): Handler {
  return (_request, response) => response.json(board.list(clock.now()));
}

/** `PUT /_sandbox/faults`: replaces the faults; bans among them begin at once. */
export function putFaults(board: FaultBoard, sources: readonly ImitatedSource[], clock: Clock): Handler {
  return (request, response) => {
    const parsed = FaultList.safeParse(request.body);
    if (!parsed.success)
      return sendProblem(
        response,
        422,
        'INVALID_INPUT',
        fieldsOf(parsed.error, 'body').map(withoutIndexOf(request.body)),
      );
    const bans = parsed.data.filter(({ kind }) => kind === 'ban');
    const lost = bans.filter((ban) => bannedBy(ban, sources).length === 0);
    if (lost.length > 0) {
      const fields = lost.map(({ host }) => ({ field: 'host', message: `${host} belongs to no source that bans` }));
      return sendProblem(response, 422, 'INVALID_INPUT', fields);
    }
    const now = clock.now();
    board.put(parsed.data, now);
    for (const ban of bans) for (const source of bannedBy(ban, sources)) source.ban(now, ban.for);
    return response.json(board.list(now));
  };
}

function bannedBy({ host }: Fault, sources: readonly ImitatedSource[]): readonly ImitatedSource[] {
  return sources.filter(({ hosts }) => host === '*' || hosts.includes(host));
}
