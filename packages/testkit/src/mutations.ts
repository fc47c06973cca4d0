/** A generator of pseudo-random integers below a bound (mulberry32): the same seed, the same numbers. */
function makeRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const tokens = [
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '&',
  ';',
  '-',
  ' ',
  '\n',
  '\r',
  '\0',
  '\ufeff',
  '\u0008',
  '\ud800',
  '1E5',
  '\u202e',
  '&amp;',
  '&#0;',
  '&#xD800;',
  '&a;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<?xml version="1.1"?>',
  '<!DOCTYPE a>',
  '<!DOCTYPE a [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]>',
  '<!ENTITY % a SYSTEM "file:///etc/passwd">',
  '<value>',
  '</value>',
  '<a b="c"/>',
  '<footnoteId id="F1"/>',
  '<footnoteId/>',
  '<footnoteId id="__proto__"/>',
  '__proto__',
  'constructor',
  '<ownershipDocument>',
  '</ownershipDocument>',
  '<__proto__>1</__proto__>',
  '<DOCUMENT>',
  '</DOCUMENT>',
  '<XML>',
  '</XML>',
  '<TYPE>4',
  '<SEC-HEADER>',
  '</SEC-DOCUMENT>',
  '<html><title>',
  '9'.repeat(70),
  '-0',
  '.',
  'NaN',
  '0x10',
  '2026-02-30',
  '0023-03-23',
  '99999-01-01',
  '<a>'.repeat(300),
  '('.repeat(99),
];

/** What a document is made of when it comes in another encoding, with or without saying so. */
const encodings: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(bytes.toString('utf8'), 'utf16le')]),
  (bytes) => Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(bytes.toString('utf8'), 'utf16le').swap16()]),
  (bytes) => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes]),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  ...['ISO-8859-1', 'windows-1252', 'US-ASCII', 'UTF-16', 'EBCDIC-CP-US', '"><'].map(
    (name) => (bytes: Buffer) =>
      Buffer.from(
        bytes.toString('latin1').replace('<?xml version="1.0"', `<?xml version="1.0" encoding="${name}"`),
        'latin1',
      ),
  ),
];

/**
 * Makes mutants of documents, one after the other: truncated, with parts removed, doubled, moved, changed or inserted,
 * in other encodings, one to three times each. The same seed makes the same ones.
 */
export function openMutations(seed: number): (original: Buffer) => Buffer {
  const random = makeRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  return (original) => {
    let mutant = original;
    for (let times = 1 + random(3); times > 0; times--) {
      const at = random(mutant.length + 1);
      const [before, after] = [mutant.subarray(0, at), mutant.subarray(at)];
      const span = random(60);
      const ways: readonly (() => readonly (Buffer | string)[])[] = [
        () => [before],
        () => [before, after.subarray(span)],
        () => [before, after.subarray(0, span), after],
        () => [before, pick(tokens), after],
        () => [before, pick(tokens), after],
        () => [before, Buffer.of(random(256)), after.subarray(1)],
        () => [before, mutant.subarray(random(mutant.length + 1)), after],
        () => [after, before],
        // Once in a while: much of it would be refused for its encoding alone.
        () => [random(6) === 0 ? pick(encodings)(mutant) : mutant],
      ];
      mutant = Buffer.concat(pick(ways)().map((part) => Buffer.from(part)));
    }
    return mutant;
  };
}
