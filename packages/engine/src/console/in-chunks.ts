/** So many at a time: one after the other would take thousands of round trips, all at once would hold up everyone else. */
const chunk = 100;

/** Does something with each, and returns what came of it, in their order. */
export async function inChunks<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < all.length; from += chunk) {
    done.push(...(await Promise.all(all.slice(from, from + chunk).map(work))));
  }
  return done;
}
