/**
 * How connections are kept for the next request, ms of idleness: shorter than hosts keep them, since one that they close
 * as we write on it costs a request and its permit.
 */
export const keepAlive = { keepAlive: true, timeout: 4_000 } as const;
