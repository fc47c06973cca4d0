// Names of files in a lake, as every reader of hive partitions understands them.

import type { LakeDataset } from '@tickermill/core';

const percent = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** Names that Windows keeps for devices, with any ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A value of a partition as part of a path: all but letters, digits, `_`, `.` and `-` is percent-encoded. */
function encodeValue(value: string): string {
  const encoded = value.replace(/[^A-Za-z0-9_.-]/gu, percent).replace(/\.$/, '%2E');
  return device.test(encoded) ? percent(encoded.slice(0, 1)) + encoded.slice(1) : encoded;
}

/** The path of a file within its lake. */
export function filePath(about: {
  readonly dataset: LakeDataset;
  readonly symbol: string;
  readonly part: number;
  readonly year: number;
}): string {
  const { dataset, symbol, part, year } = about;
  const folder = symbol === '' ? dataset : `${dataset}/symbol=${encodeValue(symbol)}`;
  return `${folder}/year=${year}/part-${String(part).padStart(3, '0')}.parquet`;
}
