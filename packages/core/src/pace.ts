/** A pace as people say it: `8/s`; what is slower than one request a second by the minute, `40/min`. */
export function paceText({ requests, perMs }: { readonly requests: number; readonly perMs: number }): string {
  const perSecond = (requests * 1_000) / perMs;
  const rounded = (number: number) => String(Math.round(number * 100) / 100);
  return perSecond >= 1 ? `${rounded(perSecond)}/s` : `${rounded(perSecond * 60)}/min`;
}
