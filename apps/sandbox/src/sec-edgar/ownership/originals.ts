import { sharePriceOn } from '../../market/share-price.ts';
import { type Draws, drawsFor } from '../../random.ts';
import type { Filing, Row } from './filing.ts';
import { drawTimeliness } from './filing-dates.ts';
import { openFootnotes } from './footnotes.ts';
import { mistyped, type OriginalOutline } from './outline.ts';
import { openPositions } from './positions.ts';
import { rowsOfForm3, rowsOfForm4, rowsOfForm5 } from './scenarios/by-form.ts';
import type { Scenario, Scene } from './scene.ts';
import type { World } from './world.ts';

const rowsOf: Record<'3' | '4' | '5', Scenario> = { 3: rowsOfForm3, 4: rowsOfForm4, 5: rowsOfForm5 };

/** Draws what a filing reports: fills in its outline. */
export function originalOf({ seed }: World, { tradedOn, hasTypingError, ...outline }: OriginalOutline): Filing {
  const { issuer, form, filedOn, owners } = outline;
  const draws = drawsFor(seed, 'rows', outline.accession);
  const scene: Scene = {
    draws,
    company: issuer,
    owners,
    tradedOn,
    filedOn,
    price: sharePriceOn(seed, issuer.cik, tradedOn),
    timeliness: drawTimeliness(draws, form, filedOn, tradedOn),
    isFractional: draws.chance(0.08),
    footnotes: openFootnotes(),
    positions: openPositions(draws),
  };
  const ownsNothing = form === '3' && draws.chance(0.2);
  const rows = ownsNothing ? [] : rowsOf[form](scene);
  return {
    ...outline,
    isPlanned: rows.some((row) => row.transaction?.code === 'S') && draws.chance(0.6),
    notSubjectToSection16: draws.chance(0.02),
    noSecuritiesOwned: ownsNothing,
    rows: hasTypingError ? rows.map(withMistypedDate) : rows,
    footnotes: scene.footnotes.texts,
    remarks: drawRemarks(draws),
  };
}

function withMistypedDate(row: Row): Row {
  const { transaction } = row;
  return transaction ? { ...row, transaction: { ...transaction, date: mistyped(transaction.date) } } : row;
}

function drawRemarks(draws: Draws): string {
  return draws.weighted([
    ['', 17],
    ['Exhibit 24 - Power of Attorney', 1],
    ['This Form is being filed in two parts. "Part 2" reports the remaining sales & gifts.', 1],
    ["The reporting person's title is: EVP, Operations & Supply Chain.", 1],
  ]);
}
