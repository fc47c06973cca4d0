import { crc32, deflateRawSync } from 'node:zlib';

interface MadeEntry {
  readonly name: string;
  readonly content: Buffer;
  /** When it was written. */
  readonly at: Date;
  /** Another check sum than its own. */
  readonly isDamaged?: boolean;
}

/** Dates of zip files have years since 1980 and two seconds. */
const dosTime = (at: Date) =>
  (((at.getUTCFullYear() - 1980) << 25) | ((at.getUTCMonth() + 1) << 21) | (at.getUTCDate() << 16)) +
  ((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1));

/** A zip file, written without the library that reads it. With `zip64` as those are that exceed 4 GB. */
export function makeZip(entries: readonly MadeEntry[], { zip64 = false } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, at, isDamaged = false } of entries) {
    const packed = deflateRawSync(content);
    const named = Buffer.from(name);
    const about = Buffer.alloc(22);
    about.writeUInt16LE(45, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(dosTime(at) >>> 0, 6);
    about.writeUInt32LE(isDamaged ? 1 : crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(content.length, 18);
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), about, lengths(named.length, 0)]);
    const extra = zip64 ? wideOffset(offset) : Buffer.alloc(0);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(zip64 ? 0xffffffff : offset, 10);
    directory.push(
      Buffer.from('PK\x01\x02'),
      Buffer.from([45, 0]),
      about,
      lengths(named.length, extra.length),
      rest,
      named,
      extra,
    );
    parts.push(head, named, packed);
    offset += head.length + named.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  const counted = zip64 ? 0xffff : entries.length;
  end.writeUInt16LE(counted, 8);
  end.writeUInt16LE(counted, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  return Buffer.concat([...parts, listed, ...(zip64 ? wideEnd(entries.length, listed.length, offset) : []), end]);
}

function lengths(name: number, extra: number): Buffer {
  const both = Buffer.alloc(4);
  both.writeUInt16LE(name, 0);
  both.writeUInt16LE(extra, 2);
  return both;
}

function wideOffset(offset: number): Buffer {
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return extra;
}

/** The end of a directory in 64 bits, and where it stands. */
function wideEnd(count: number, size: number, offset: number): Buffer[] {
  const end = Buffer.alloc(56);
  end.write('PK\x06\x06', 0, 'latin1');
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, size],
    [48, offset],
  ] as const)
    end.writeBigUInt64LE(BigInt(value), at);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [end, locator];
}
