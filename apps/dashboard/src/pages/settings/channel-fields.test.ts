import { expect } from 'chai';
import { partsOf } from './channel-fields.ts';

describe('what was typed of a channel', () => {
  it('is told apart into settings and secret, with numbers and lists as such', () => {
    expect(
      partsOf('email', { host: 'mail.example', port: '587', from: 'a@b.c', to: 'x@y.z, q@y.z', password: 'secret' }),
    ).to.deep.equal({
      settings: { host: 'mail.example', port: 587, from: 'a@b.c', to: ['x@y.z', 'q@y.z'] },
      secret: { password: 'secret' },
    });
  });

  it('leaves out what is empty, and what another kind was given', () => {
    expect(partsOf('webhook', { url: ' https://example.com/hook ', key: ' ', chat: '12' })).to.deep.equal({
      settings: {},
      secret: { url: 'https://example.com/hook' },
    });
  });
});
