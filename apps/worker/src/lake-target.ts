import { PipelineError } from '@tickermill/core';
import { folderTarget, type LakeTarget, s3Target } from '@tickermill/lake/files';

/** The settings that say where the lake lies. */
export const lakeSettings = [
  'LAKE_DIR',
  'LAKE_S3_BUCKET',
  'LAKE_S3_ENDPOINT',
  'LAKE_S3_REGION',
  'LAKE_S3_PREFIX',
  'LAKE_S3_KEY_ID',
  'LAKE_S3_SECRET',
] as const;

type LakeSettings = { readonly [name in (typeof lakeSettings)[number]]?: string | undefined };

/**
 * The lake that a worker keeps; none without any of the settings.
 * @throws {PipelineError} `CONFIG_INVALID` where a bucket lacks what it takes
 */
export function lakeTarget(settings: LakeSettings): LakeTarget | undefined {
  const { LAKE_DIR: folder, LAKE_S3_BUCKET: bucket } = settings;
  if (!bucket) return folder ? folderTarget(folder) : undefined;
  const { LAKE_S3_ENDPOINT: endpoint, LAKE_S3_KEY_ID: keyId, LAKE_S3_SECRET: secret } = settings;
  if (!endpoint || !keyId || !secret)
    throw new PipelineError(
      'CONFIG_INVALID',
      'LAKE_S3_BUCKET needs LAKE_S3_ENDPOINT, LAKE_S3_KEY_ID and LAKE_S3_SECRET.',
    );
  const { LAKE_S3_REGION: region = 'us-east-1', LAKE_S3_PREFIX: prefix = '' } = settings;
  return s3Target({ endpoint, bucket, region, prefix, keyId, secret });
}
