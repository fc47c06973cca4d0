/** The only code that speaks HTTP outward. */

export type { Answer, UpstreamRequest } from './answer.ts';
export { get, isMissing, makeAnswer, postForm } from './answer.ts';
export { AnswerError, QuotaSpent, Throttled } from './answer-error.ts';
export type { Backoff } from './backoff.ts';
export { backoffMs } from './backoff.ts';
export type { GrantedPermit, RoundTrip, Upstream, UpstreamOptions } from './client.ts';
export { openUpstream } from './client.ts';
export type { Egress, EgressWatch, Proxies } from './egress.ts';
export { openEgress } from './egress.ts';
export { declaresOperator, nameOperator } from './identity.ts';
export type { Outbound, OutboundAnswer, OutboundRequest } from './outbound.ts';
export { openOutbound } from './outbound.ts';
export type { OutboundRule } from './outbound-address.ts';
export { resolveHost } from './outbound-address.ts';
export { ProxyFailed } from './proxy.ts';
export { readRetryAfter } from './retry-after.ts';
export type { Session, SessionStore } from './sessions.ts';
export type { Rate, Source } from './source.ts';
export type { Keys } from './sources.ts';
export { enabledSources, sources } from './sources.ts';
