import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { checkAddress, isPrivateAddress, resolveHost } from './outbound-address.ts';

describe('an address that an operator gives', () => {
  const strict = { allowPrivate: false };

  it('is public, or is refused, in whatever clothes it comes', () => {
    for (const address of [
      ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
      ...[
        '224.0.0.1',
        '255.255.255.255',
        '::1',
        '::',
        'fe80::1',
        'fd00::1',
        'ff02::1',
        '::ffff:10.0.0.1',
        '64:ff9b::a00:1',
      ],
    ])
      expect(isPrivateAddress(address), address).to.equal(true);
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])
      expect(isPrivateAddress(address), address).to.equal(false);
    for (const url of ['http://2130706433/', 'http://0x7f.1/', 'http://[::1]/', 'http://127.0.0.1:80/'])
      expect(() => checkAddress(url, strict), url).to.throw(PipelineError, 'is not a public address');
  });

  it('is http or https, without a user', () => {
    for (const url of [
      'ftp://hook.example/',
      'file:///etc/passwd',
      'https://anna@hook.example/',
      'https://:pw@hook.example/',
      'hook',
    ])
      expect(() => checkAddress(url, { allowPrivate: true }), url).to.throw(
        PipelineError,
        'must be http:// or https://',
      );
    expect(checkAddress('https://hook.example/a/secret', strict)).to.equal('hook.example');
    expect(checkAddress('http://127.0.0.1:8080/', { allowPrivate: true })).to.equal('127.0.0.1');
  });

  it('is not quoted when it is refused', () => {
    expect(() => checkAddress('http://127.0.0.1/s3cret', strict))
      .to.throw(PipelineError)
      .with.property('message')
      .that.does.not.contain('s3cret');
  });

  it('is looked up where another protocol than HTTP is spoken', async () => {
    expect(await resolveHost('127.0.0.1', { allowPrivate: true })).to.equal('127.0.0.1');
    for (const host of ['127.0.0.1', 'localhost']) {
      const error = await resolveHost(host, strict).catch((reason: unknown) => reason);
      expect(error, host).to.be.instanceOf(PipelineError).with.property('code', 'ADDRESS_REFUSED');
    }
  });
});
