import type { MeView } from '@tickermill/core/contracts';
import { createContext, useContext } from 'react';

export const MeContext = createContext<MeView | null>(null);

/** Who looks. The frame shows nothing before it is known. */
export function useMe(): MeView {
  const me = useContext(MeContext);
  if (!me) throw new Error('Nobody is known here.');
  return me;
}

type Role = MeView['role'];
const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** Whether the caller has the right of a role. The API refuses by itself; this says so beforehand. */
export const useMay = (role: Role): boolean => rank[useMe().role] >= rank[role];
