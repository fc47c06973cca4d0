/** A name, then somewhere after it a mail address: `Sample Company admin@sample.com`. */
const declared = /[^\s@][^@]*\s[^@\s]*[^\s@<(]@[^\s@]+/;

/** True when a User-Agent says who asks and how to reach them, as the SEC's fair-access policy demands. */
export function declaresOperator(userAgent: string | undefined): boolean {
  return userAgent !== undefined && declared.test(userAgent);
}
