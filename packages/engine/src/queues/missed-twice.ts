/**
 * Makes a filter of ids that are missing in a queue: one that is missing twice in a row is lost. Once is not enough,
 * because it may be in transit between the ledger and the queue.
 */
export function makeMissedTwice(): (missing: readonly string[]) => ReadonlySet<string> {
  let before: ReadonlySet<string> = new Set();
  return (missing) => {
    const lost = new Set(missing.filter((id) => before.has(id)));
    before = new Set(missing);
    return lost;
  };
}
