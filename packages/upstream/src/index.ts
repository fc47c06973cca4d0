/** The only code that speaks HTTP outward. */

export type { Answer, UpstreamRequest } from './answer.ts';
export { get, makeAnswer } from './answer.ts';
