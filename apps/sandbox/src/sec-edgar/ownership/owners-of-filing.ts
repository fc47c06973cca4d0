import type { Draws } from '../../random.ts';
import type { Owner } from '../owners/owner.ts';
import type { Roster } from '../owners/roster.ts';

/** Who files together: mostly one insider, at times with trusts of the family, a fund group, a listed company. */
export function drawOwners(draws: Draws, roster: Roster): readonly [Owner, ...Owner[]] {
  const insider = draws.pick(roster.insiders);
  const kind = draws.weighted([
    ['insider', 84],
    ['family', 5],
    ['fund', roster.fund ? 5 : 0],
    ['listed', roster.listedOwner ? 6 : 0],
  ] as const);
  if (kind === 'family') return [insider, ...roster.vehiclesOf(insider).slice(0, draws.int(1, 4))];
  if (kind === 'fund' && roster.fund) return membersOf(draws, roster.fund) ?? [insider];
  if (kind === 'listed' && roster.listedOwner) return [roster.listedOwner];
  return [insider];
}

/** Three to ten members of a fund group; the person who runs it is the last. */
function membersOf(draws: Draws, fund: readonly Owner[]): readonly [Owner, ...Owner[]] | null {
  const [first, ...others] = fund;
  const manager = others.pop();
  return first && manager ? [first, ...others.slice(0, draws.int(1, 8)), manager] : null;
}
