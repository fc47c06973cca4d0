/** A name, then somewhere after it a mail address: `Sample Company admin@sample.com`. */
const declared = /[^\s@][^@]*\s[^@\s]*[^\s@<(]@[^\s@]+/;

/** Whether a User-Agent names its operator and a mail address, as the SEC's fair-access policy demands. */
export function declaresOperator(userAgent: string | undefined): boolean {
  return userAgent !== undefined && declared.test(userAgent);
}
