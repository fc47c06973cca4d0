/**
 * Makes the judge of ids that are missed in a queue: one that is missed twice in a row is lost. Once is not enough, for
 * it may be on its way between the ledger and the queue.
 */
export function makeMissedTwice(): (missing: readonly string[]) => ReadonlySet<string> {
  let before: ReadonlySet<string> = new Set();
  return (missing) => {
    const lost = new Set(missing.filter((id) => before.has(id)));
    before = new Set(missing);
    return lost;
  };
}
