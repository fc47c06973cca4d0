/** What stands in place of a secret. Of one length always: how long a secret is, is nobody's business either. */
const stars = '****';

const spellings = (secret: string) => [...new Set([secret, encodeURIComponent(secret)])].filter((each) => each !== '');

/** A text without the secrets that it quotes, however a URL would spell them. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets.flatMap(spellings).reduce((masked, secret) => masked.replaceAll(secret, stars), text);
}

/** The bytes of a body without the secrets that it quotes: sources tell a key back to whoever sent it. */
export function maskBytes(bytes: Buffer, secrets: readonly string[]): Buffer {
  const quotes = secrets.flatMap(spellings).some((secret) => bytes.includes(secret));
  // As Latin-1 every byte is a character and comes back as it was.
  return quotes ? Buffer.from(maskText(bytes.toString('latin1'), secrets), 'latin1') : bytes;
}
