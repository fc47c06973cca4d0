/** The sources and what they ask of their operator: without the client, which brings HTTP along. */

export { declaresOperator, nameOperator } from './identity.ts';
export { enabledSources, sources } from './sources.ts';
