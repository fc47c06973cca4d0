/** Fundamentals of companies: what reports state as facts, and the figures made of them. Pure: no I/O, no clock. */

export { parseCompanyFacts } from './facts/company-facts.ts';
export type { CompanyFacts, Fact, FactOddity, FactOddityKind } from './facts/fact.ts';
