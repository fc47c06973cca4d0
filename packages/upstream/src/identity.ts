/** Who asks when a gateway plays the sources and nobody has given a name: of the form the SEC wants, at no real host. */
export const sandboxUserAgent = 'Tickermill sandbox operator@tickermill.invalid';

/**
 * Whether a User-Agent names its operator as the SEC asks, "Name mail@host": a name, a space, a mail address with a
 * full domain. Only characters that a header can carry.
 */
export function declaresOperator(userAgent: string): boolean {
  return /^[\x21-\x7e\xa1-\xff][\x20-\x7e\xa0-\xff]* [^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(userAgent);
}

/** What to set where nobody is named: the one sentence that every process says. */
export const nameOperator =
  'SEC_USER_AGENT: the SEC wants to know who asks; set it to your name and mail address, such as SEC_USER_AGENT="Jane Doe jane@example.com".';
