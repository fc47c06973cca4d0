/** Users, sessions, API tokens, login links and the audit log. */

export type { ApiTokenRow } from './api-tokens.ts';
export { createToken, findToken, listTokens, revokeToken } from './api-tokens.ts';
export type { AuditRow } from './audit.ts';
export { auditEntries, countRefusedLogin, pruneAudit, recordAudit, recordAuditEnd } from './audit.ts';
export { countAttempt, forgiveAttempt } from './login-attempts.ts';
export type { LinkedUser } from './login-links.ts';
export { createLoginLink, findLoginLink, useLoginLink } from './login-links.ts';
export type { SessionRow } from './sessions.ts';
export { closeSession, findSession, openSession, roleOf } from './sessions.ts';
export type { UserRow } from './users.ts';
export { changeUser, createUser, deleteUser, findUser, findUserNamed, listUsers, setPassword } from './users.ts';
