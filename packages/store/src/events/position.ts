/**
 * A place in the order of events: by transaction, and within one by event. It is a stable cursor: no transaction that
 * could still commit comes before it.
 */
export interface Position {
  readonly txid: bigint;
  readonly id: bigint;
}

const highest = 2n ** 63n - 1n;

/** The place after all events of a transaction. */
export const afterTransaction = (txid: bigint): Position => ({ txid, id: highest });

/** Whether one place comes before another. */
export const isBefore = (one: Position, other: Position): boolean =>
  one.txid < other.txid || (one.txid === other.txid && one.id < other.id);

/** A place as the id of an event: `<transaction>-<event>`. */
export const toEventId = ({ txid, id }: Position): string => `${txid}-${id}`;

/** The place that the id of an event names; null if it is none. */
export function toPosition(eventId: string): Position | null {
  const [, txid, id] = /^(\d{1,19})-(\d{1,19})$/.exec(eventId) ?? [];
  if (txid === undefined || id === undefined) return null;
  const position = { txid: BigInt(txid), id: BigInt(id) };
  return position.txid > highest || position.id > highest ? null : position;
}
