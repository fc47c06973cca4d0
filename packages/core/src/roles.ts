import { z } from 'zod';

/** Who may do what: viewers read, operators trigger, pause and change schedules, admins see to settings and accounts. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

/** Whether a role may do what requires `needed`: each role includes the one before it. */
export function allows(role: Role, needed: Role): boolean {
  return Role.options.indexOf(role) >= Role.options.indexOf(needed);
}
