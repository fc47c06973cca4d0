import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { readSettings, settings } from './settings.ts';
import { keysOf, proxiesOf, sourceSettings } from './source-settings.ts';

describe('the settings of sources', () => {
  const read = (environment: NodeJS.ProcessEnv) => readSettings(sourceSettings, environment);

  it('name the keys and proxies that are set, by source', () => {
    expect(keysOf(read({}))).to.deep.equal({});
    const given = read({ ALPHA_VANTAGE_KEY: 'ABCD1234EFGH5678', STOOQ_EGRESS: 'socks5://one:1080' });
    expect(keysOf(given)).to.deep.equal({ 'alpha-vantage': 'ABCD1234EFGH5678' });
    expect(proxiesOf(given)).to.deep.equal({
      'sec-edgar': [],
      yahoo: [],
      'alpha-vantage': [],
      stooq: ['socks5://one:1080'],
      'nasdaq-listings': [],
      'euronext-listings': [],
      'lse-listings': [],
      'xetra-listings': [],
      'krx-openapi': [],
      massive: [],
      eodhd: [],
      'krx-web': [],
    });
  });

  it('are secret, and a key that is none is refused without being quoted', () => {
    // A statement, and no secret.
    for (const name of sourceSettings.filter((each) => each !== 'KRX_LEAVE'))
      expect(settings[name], name).to.have.property('secret', true);
    for (const bad of ['12345678', 'short1', 'has space1', 'a&b=c12345']) {
      expect(() => read({ STOOQ_KEY: bad }), bad)
        .to.throw(PipelineError, /^STOOQ_KEY: Not a key/)
        .and.have.property('message')
        .that.does.not.include(bad);
    }
  });
});
