import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { readSettings, settings } from './settings.ts';

describe('the proxies of a source', () => {
  const read = (value?: string) => readSettings(['SEC_EDGAR_EGRESS'], { SEC_EDGAR_EGRESS: value }).SEC_EDGAR_EGRESS;

  it('are a list of addresses, none by default', () => {
    expect(read()).to.equal(undefined);
    expect(read('')).to.equal(undefined);
    expect(read('http://one:3128')).to.deep.equal(['http://one:3128']);
    const several = ['https://us%40er:p%2Cw@two.example/', 'socks5://[::1]:1080', 'http://10.0.0.1'];
    expect(read(several.join(' , '))).to.deep.equal(several);
  });

  it('are a secret, also where they are refused', () => {
    expect(settings.SEC_EDGAR_EGRESS).to.have.property('secret', true);
    for (const bad of [
      'one:3128',
      'ftp://user:s3cret@one',
      'socks4://user:s3cret@one',
      'http://user:s3cret@',
      'http://user:s3cret@one/path',
      'http://user:s3cret@one?x=1',
      'http://user:s3cret@one:0',
      'http://user:s3cret%@one',
      'socks5://user:s3cret@one:port',
      'http://one,,http://two',
    ]) {
      const refuse = () => read(bad);
      expect(refuse, bad).to.throw(PipelineError, /^SEC_EDGAR_EGRESS: Not a list of proxy addresses/);
      expect(refuse, bad).not.to.throw(/s3cret/);
    }
  });
});

describe('how browsers reach the API', () => {
  const read = (key: 'PUBLIC_URL' | 'TRUST_PROXY', value: string) => readSettings([key], { [key]: value })[key];

  it('is an origin: what follows it is left out', () => {
    expect(read('PUBLIC_URL', 'https://Tickers.Example:8443/')).to.equal('https://tickers.example:8443');
    for (const bad of ['tickers.example', 'ftp://tickers.example', 'https://'])
      expect(() => read('PUBLIC_URL', bad), bad).to.throw(PipelineError, /^PUBLIC_URL: /);
  });

  it('is by so many proxies, or by those at some addresses', () => {
    expect(read('TRUST_PROXY', '2')).to.equal(2);
    const places = ['loopback', '10.0.0.0/8', '192.0.2.7', 'fd00::/8'];
    expect(read('TRUST_PROXY', places.join(', '))).to.deep.equal(places);
    for (const bad of ['0', '11', 'true', '*', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0', 'proxy.example', '::1/129'])
      expect(() => read('TRUST_PROXY', bad), bad).to.throw(PipelineError, /^TRUST_PROXY: /);
  });
});
