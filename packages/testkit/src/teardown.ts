/** What the process of the tests closes when all have ended; opened on first use, so that a pure unit test opens nothing. */
const closers: (() => Promise<void> | void)[] = [];

/** Has mocha call `close` after the last test, before what was registered earlier. */
export function onTeardown(close: () => Promise<void> | void): void {
  closers.push(close);
}

export async function mochaGlobalTeardown(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
