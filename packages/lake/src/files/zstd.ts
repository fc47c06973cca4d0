import { Zstd } from '@hpcc-js/wasm-zstd';

/** Above it files shrink by little, and take twice as long. */
const level = 3;

/** Zstandard, compiled to WebAssembly: Node has it only from 22.15. */
export async function loadZstd(): Promise<(bytes: Uint8Array) => Uint8Array> {
  const zstd = await Zstd.load();
  return (bytes) => zstd.compress(bytes, level);
}
