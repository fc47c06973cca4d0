import { type DatasetId, PipelineError } from '@tickermill/core';
import { companies } from './companies/definition.ts';
import { companyFacts } from './company-facts/definition.ts';
import { companyProfile } from './company-profile/definition.ts';
import { dailyPrices } from './daily-prices/definition.ts';
import type { AnyDataset, Asked, Dataset } from './definition.ts';
import { filingSections } from './filing-sections/definition.ts';
import { insiderTrades } from './insider-trades/definition.ts';
import { koreanEtfValues } from './korean-etf-values/definition.ts';
import { koreanSectors } from './korean-sectors/definition.ts';
import { koreanValuations } from './korean-valuations/definition.ts';
import { listings } from './listings/definition.ts';
import { marketDays } from './market-days/definition.ts';
import { ownershipFeed } from './ownership-feed/definition.ts';
import { ownershipIndex } from './ownership-index/definition.ts';
import { quotes } from './quotes/definition.ts';
import { reports } from './reports/definition.ts';
import { secondCloses } from './second-closes/definition.ts';

/** A definition for every dataset, each in its own place. */
type DatasetDefinitions = { readonly [D in DatasetId]: Dataset<D> };

/** A dataset is collected when it is listed here: each has one definition, in a folder of its name. */
const definitions: DatasetDefinitions = {
  companies,
  listings,
  'insider-trades': insiderTrades,
  'ownership-index': ownershipIndex,
  'ownership-feed': ownershipFeed,
  'daily-prices': dailyPrices,
  'market-days': marketDays,
  quotes,
  'second-closes': secondCloses,
  'company-facts': companyFacts,
  'company-profile': companyProfile,
  reports,
  'korean-valuations': koreanValuations,
  'korean-etf-values': koreanEtfValues,
  'korean-sectors': koreanSectors,
  'filing-sections': filingSections,
};

/** All datasets, in the order in which they are shown. */
export const allDatasets: readonly AnyDataset[] = Object.values(definitions);

/** The dataset that lists what can be tracked: a ticker that it does not have is unknown. */
export const listing: AnyDataset = companies;

/** The definition of a dataset. */
export const definitionOf = (dataset: DatasetId): AnyDataset => definitions[dataset];

/** The parameters of a target as the dataset reads them. @throws {PipelineError} `UNEXPECTED` naming the field. */
export function readParams(dataset: DatasetId, { target, params }: Asked): Record<string, unknown> {
  const read = definitions[dataset].params.safeParse(params);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new PipelineError(
    'UNEXPECTED',
    `The parameters of ${target} (${dataset}) do not fit: ${field}: ${issue?.message}`,
    {
      detail: { dataset, field },
    },
  );
}
