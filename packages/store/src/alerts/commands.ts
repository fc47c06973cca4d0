// Channels of Telegram whose chats may send commands, and up to where these were obeyed.

import type { Sql } from '../sql.ts';
import type { AlertChannelSecrets } from './channels.ts';

/** A channel of Telegram that takes commands. */
export interface CommandChannelRow extends AlertChannelSecrets {
  /** The last update that was obeyed. */
  readonly updatesAfter: bigint | null;
}

export const commandChannels = (sql: Sql): Promise<CommandChannelRow[]> =>
  sql.$queryRaw<CommandChannelRow[]>`
    SELECT id, name, kind, settings, secret, updates_after AS "updatesAfter" FROM alert_channels
    WHERE kind = 'telegram' AND enabled AND settings ->> 'commands' = 'true' ORDER BY id`;

/** Notes that an update is obeyed. False if it was before. */
export async function recordUpdate(tx: Sql, channelId: bigint, updateId: bigint): Promise<boolean> {
  const recorded = await tx.$executeRaw`
    UPDATE alert_channels SET updates_after = ${updateId} WHERE id = ${channelId} AND coalesce(updates_after, 0) < ${updateId}`;
  return recorded > 0;
}
