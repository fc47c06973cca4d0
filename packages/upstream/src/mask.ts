/** Replaces a secret. Always of one length, so that it does not reveal the secret's length. */
const stars = '****';

const spellings = (secret: string) => [...new Set([secret, encodeURIComponent(secret)])].filter((each) => each !== '');

/** A text without the secrets that it quotes, however a URL would spell them. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets.flatMap(spellings).reduce((masked, secret) => masked.replaceAll(secret, stars), text);
}

/** The bytes of a body without the secrets that it quotes: some sources echo the key of the caller. */
export function maskBytes(bytes: Buffer, secrets: readonly string[]): Buffer {
  const quotes = secrets.flatMap(spellings).some((secret) => bytes.includes(secret));
  // As Latin-1 every byte is a character and is restored unchanged.
  return quotes ? Buffer.from(maskText(bytes.toString('latin1'), secrets), 'latin1') : bytes;
}
