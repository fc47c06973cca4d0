import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { lakeTarget } from './lake-target.ts';

describe('the lake that a worker keeps', () => {
  const bucket = {
    LAKE_S3_BUCKET: 'prices',
    LAKE_S3_ENDPOINT: 'https://s3.example.com',
    LAKE_S3_KEY_ID: 'id',
    LAKE_S3_SECRET: 'secret',
  };

  it('is none, a folder, or a bucket before a folder', () => {
    expect(lakeTarget({})).to.equal(undefined);
    expect(lakeTarget({ LAKE_DIR: '/srv/lake' })?.name).to.equal('/srv/lake');
    const both = lakeTarget({ LAKE_DIR: '/srv/lake', LAKE_S3_PREFIX: '/eod/', ...bucket });
    expect(both?.name).to.equal('s3://s3.example.com/prices/eod');
  });

  for (const missing of ['LAKE_S3_ENDPOINT', 'LAKE_S3_KEY_ID', 'LAKE_S3_SECRET'])
    it(`is refused without ${missing}`, () => {
      expect(() => lakeTarget({ ...bucket, [missing]: undefined }))
        .to.throw(PipelineError, missing)
        .with.property('code', 'CONFIG_INVALID');
    });
});
