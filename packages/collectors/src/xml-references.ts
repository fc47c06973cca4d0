import { PipelineError } from '@tickermill/core';

const predefined = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Also matches an ampersand that begins no reference, so that it is refused and not passed over. */
const reference = /&(?:#x([\da-fA-F]{1,10})|#(\d{1,10})|([A-Za-z]{1,20}));|&/g;

/**
 * Replaces the five predefined entities and numeric character references of a text, once: `&amp;#39;` is the text `&#39;`.
 * @throws {PipelineError} `MALFORMED_XML` for any other entity, a bare ampersand, or a character that XML forbids.
 */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(reference, (whole, hex?: string, decimal?: string, name?: string) => {
    const character = name ? predefined.get(name) : characterOf(Number.parseInt(hex ?? decimal ?? '', hex ? 16 : 10));
    if (character !== undefined) return character;
    throw new PipelineError('MALFORMED_XML', `The XML refers to an unknown entity or character: ${whole}`, {
      detail: { reference: whole },
    });
  });
}

/** The character of a code point that XML 1.0 allows (production 2, Char). */
function characterOf(codePoint: number): string | undefined {
  const allowed =
    codePoint === 0x09 ||
    codePoint === 0x0a ||
    codePoint === 0x0d ||
    (codePoint >= 0x20 && codePoint <= 0xd7ff) ||
    (codePoint >= 0xe000 && codePoint <= 0xfffd) ||
    (codePoint >= 0x10000 && codePoint <= 0x10ffff);
  return allowed ? String.fromCodePoint(codePoint) : undefined;
}
