// What a person sees of the work: one calm line for each thing that was done, with the time it took.
const isTerminal = process.stdout.isTTY === true;

export const secondsSince = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/**
 * Runs `work` and prints a line when it is done, or none if it resolves to false: there was nothing to do.
 * @param doing shown on a terminal meanwhile, such as `installing dependencies`; undefined where others write beside
 * @param done  the line, such as `installed dependencies`
 */
export async function step(doing, done, work) {
  const started = performance.now();
  if (isTerminal && doing) process.stdout.write(`  · ${doing} …`);
  const clear = () => isTerminal && doing && process.stdout.write('\r\x1b[2K');
  try {
    const did = await work();
    clear();
    if (did !== false) console.log(`  ✓ ${done.padEnd(34)}${secondsSince(started).padStart(8)}`);
  } catch (error) {
    clear();
    console.log(`  ✗ ${(doing ?? done).padEnd(34)}${secondsSince(started).padStart(8)}`);
    throw error;
  }
}

export const indent = (text) => text.replace(/^(?=.)/gm, '    ');
