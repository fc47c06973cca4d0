/** Whether a User-Agent looks like a browser's; Yahoo's edge refuses the names of libraries. */
export function looksLikeBrowser(userAgent: string | undefined): boolean {
  return userAgent !== undefined && /^Mozilla\/5\.0 \([^)]+\)/.test(userAgent);
}
