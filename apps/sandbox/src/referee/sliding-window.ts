/** Counts arrivals within a span of time that ends now, to the fraction of a millisecond. */
export interface SlidingWindow {
  /** Records an arrival and returns how many there were in the span that ends with it, itself included. */
  arrive(at: number): number;
}

/** Opens an empty window, of a second by default. It keeps only the arrivals of one span. */
export function slidingWindow(spanMs = 1000): SlidingWindow {
  let arrivals: number[] = [];
  let first = 0;
  return {
    arrive(at) {
      arrivals.push(at);
      while ((arrivals[first] ?? at) <= at - spanMs) first += 1; // two arrivals exactly a span apart share no window
      if (first > 1024) {
        arrivals = arrivals.slice(first);
        first = 0;
      }
      return arrivals.length - first;
    },
  };
}
