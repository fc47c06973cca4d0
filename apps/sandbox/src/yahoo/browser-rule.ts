/** True when a User-Agent is like that of a browser; Yahoo's edge turns the names of libraries away. */
export function looksLikeBrowser(userAgent: string | undefined): boolean {
  return userAgent !== undefined && /^Mozilla\/5\.0 \([^)]+\)/.test(userAgent);
}
