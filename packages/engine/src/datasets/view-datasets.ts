import type { DatasetId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import type { DatasetSummary, DatasetWords } from './definition.ts';
import { allDatasets } from './registry.ts';

/** A dataset as an operator wants to see it. */
export interface ViewedDataset extends DatasetSummary {
  readonly id: DatasetId;
  readonly words: DatasetWords;
  /** Whether tracking a ticker requests it. */
  readonly isTracked: boolean;
}

/** All datasets, with what is stored of each. */
export const viewDatasets = (store: Pick<Store, 'db' | 'sql'>): Promise<ViewedDataset[]> =>
  Promise.all(
    allDatasets.map(async ({ id, words, onTrack, ...definition }) => ({
      id,
      words,
      isTracked: onTrack !== null,
      ...(await definition.summary(store)),
    })),
  );
