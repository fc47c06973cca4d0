import type { Cik } from '@tickermill/core';
import type { Address } from '../../market/company.ts';

/** How an owner is related to an issuer. */
export interface Relationship {
  readonly isDirector: boolean;
  readonly isOfficer: boolean;
  readonly isTenPercentOwner: boolean;
  readonly isOther: boolean;
  readonly officerTitle: string | null;
  readonly otherText: string | null;
}

/** A person or an entity that reports what it owns of an issuer. */
export interface Owner {
  readonly cik: Cik;
  readonly name: string;
  readonly kind: 'person' | 'entity';
  readonly relationship: Relationship;
  readonly address: Address;
}

/** A relationship of which only the given parts are true. */
export function relatedAs(parts: Partial<Relationship>): Relationship {
  const none = { isDirector: false, isOfficer: false, isTenPercentOwner: false, isOther: false };
  return { ...none, officerTitle: null, otherText: null, ...parts };
}
