/** Remembers up to `capacity` values by key and forgets the one that was not used for longest. */
export interface BoundedCache<V> {
  /** The remembered value, or the one that `make` returns. */
  get(key: string, make: () => V): V;
}

/** Opens an empty cache. */
export function boundedCache<V>(capacity: number): BoundedCache<V> {
  const values = new Map<string, V>(); // a Map keeps its keys in the order of insertion
  return {
    get(key, make) {
      const known = values.get(key);
      if (known !== undefined) values.delete(key);
      const value = known ?? make();
      values.set(key, value);
      if (values.size > capacity) values.delete(values.keys().next().value ?? key);
      return value;
    },
  };
}
