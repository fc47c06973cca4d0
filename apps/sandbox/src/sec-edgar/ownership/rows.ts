import { addDays, type Day, type Decimal } from '@tickermill/core';
import type { Derivative, Noted, Row } from './filing.ts';
import { footnoteOnly, type Scene, valued } from './scene.ts';

/** What a scenario determines of a transaction; the rest is the same for all. */
export interface Trade {
  readonly security: string;
  readonly code: string;
  readonly acquiredDisposed: 'A' | 'D';
  readonly shares: Decimal;
  readonly price: Noted<Decimal>;
  readonly date?: Day;
  readonly formType?: '4' | '5';
  /** How it is held, when not directly. */
  readonly nature?: string | undefined;
  readonly derivative?: Derivative;
  readonly shareNotes?: readonly string[];
}

/** A row that reports a transaction, moving the position it belongs to. */
export function transactionRow(scene: Scene, trade: Trade): Row {
  const { draws } = scene;
  const date = trade.date ?? scene.tradedOn;
  const after = scene.positions.after(`${trade.security} ${trade.nature ?? ''}`, trade.acquiredDisposed, trade.shares);
  const isByValue = trade.derivative?.underlying.in === 'value';
  const amount = isByValue
    ? { in: 'value' as const, field: trade.derivative.underlying.field }
    : { in: 'shares' as const, field: valued(scene, trade.shares, ...(trade.shareNotes ?? [])) };
  return {
    security: securityOf(scene, trade.security),
    transaction: {
      date,
      deemedDate: draws.chance(0.03) ? addDays(date, draws.int(0, 1)) : null,
      formType: trade.formType ?? '4',
      code: trade.code,
      codeNotes: draws.chance(0.15) ? [scene.footnotes.cite(reasonOf(trade.code))] : [],
      equitySwap: draws.chance(0.005),
      timeliness: scene.timeliness,
      acquiredDisposed: trade.acquiredDisposed,
      amount,
      price: trade.price,
    },
    derivative: trade.derivative ?? null,
    holdingFormType: null,
    owned: { in: 'shares', field: valued(scene, after, ...(draws.chance(0.1) ? [includesUnits] : [])) },
    ...heldAs(scene, trade.nature),
  };
}

/** A row that reports a holding without a transaction, after the position's latest change. */
export function holdingRow(scene: Scene, security: string, nature?: string, derivative: Derivative | null = null): Row {
  const isByValue = scene.draws.chance(0.04);
  const held = scene.positions.now(`${security} ${nature ?? ''}`);
  const value = (scene.price * Number(held)).toFixed(2);
  return {
    security: securityOf(scene, security),
    transaction: null,
    derivative,
    holdingFormType: null,
    owned: isByValue ? { in: 'value', field: valued(scene, value) } : { in: 'shares', field: valued(scene, held) },
    ...heldAs(scene, nature),
  };
}

const includesUnits = 'Includes restricted stock units that have not vested yet.';

function securityOf(scene: Scene, title: string): Noted {
  const comment = 'The security has one vote per share and a par value as stated in the certificate of incorporation.';
  return valued(scene, title, ...(scene.draws.chance(0.04) ? [comment] : []));
}

function heldAs(scene: Scene, nature: string | undefined): Pick<Row, 'ownership' | 'nature'> {
  if (nature === undefined) return { ownership: valued(scene, 'D'), nature: null };
  const disclaimers = [
    'The reporting person disclaims beneficial ownership except to the extent of any pecuniary interest therein.',
    'The shares are held of record by the entity named; see also the remarks.',
  ];
  const cited = scene.draws.chance(0.5) ? disclaimers.slice(0, scene.draws.int(1, 2)) : [];
  if (scene.draws.chance(0.02)) return { ownership: valued(scene, 'I'), nature: footnoteOnly(scene, nature) };
  return { ownership: valued(scene, 'I'), nature: valued(scene, nature, ...cited) };
}

function reasonOf(code: string): string {
  return code === 'S'
    ? 'The sales were effected pursuant to instructions given in advance by the reporting person.'
    : `See the general instructions for the meaning of transaction code ${code} in this row.`;
}
