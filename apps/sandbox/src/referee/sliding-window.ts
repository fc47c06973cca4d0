/** Counts arrivals within the last second, to the fraction of a millisecond. */
export interface SlidingWindow {
  /** Notes an arrival and says how many there were in the 1000 ms that end with it, itself included. */
  arrive(at: number): number;
}

const spanMs = 1000;

/** Opens an empty window. It keeps only the arrivals of one second. */
export function slidingWindow(): SlidingWindow {
  let arrivals: number[] = [];
  let first = 0;
  return {
    arrive(at) {
      arrivals.push(at);
      while ((arrivals[first] ?? at) <= at - spanMs) first += 1; // two arrivals exactly a second apart share no window
      if (first > 1024) {
        arrivals = arrivals.slice(first);
        first = 0;
      }
      return arrivals.length - first;
    },
  };
}
