/**
 * The User-Agent if a gateway replaces the sources and no name is set: of the form the SEC requires, at no real host.
 */
export const sandboxUserAgent = 'Tickermill sandbox operator@tickermill.invalid';

/**
 * Whether a User-Agent names its operator as the SEC requires, "Name mail@host": a name, a space, a mail address with a
 * full domain. Only characters that a header can carry.
 */
export function declaresOperator(userAgent: string): boolean {
  return /^[\x21-\x7e\xa1-\xff][\x20-\x7e\xa0-\xff]* [^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(userAgent);
}

/** The remedy if no operator is named: the same sentence in every process. */
export const nameOperator =
  'SEC_USER_AGENT: the SEC wants to know who asks; set it to your name and mail address, such as SEC_USER_AGENT="Jane Doe jane@example.com".';
