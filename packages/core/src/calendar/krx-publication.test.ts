import { expect } from 'chai';
import { lastPublishedInKorea } from './krx-publication.ts';

describe('the last day that the Korea Exchange has published', () => {
  it('is the session before today from 08:10 in Seoul on, and the one before that until then', () => {
    // Tuesday 2026-11-24, 08:09 and 08:10 in Seoul.
    expect(lastPublishedInKorea(new Date('2026-11-23T23:09:59Z'))).to.equal('2026-11-20');
    expect(lastPublishedInKorea(new Date('2026-11-23T23:10:00Z'))).to.equal('2026-11-23');
  });

  it('passes over weekends and holidays', () => {
    expect(lastPublishedInKorea(new Date('2026-11-22T03:00:00Z'))).to.equal('2026-11-20');
    // Christmas is a Friday.
    expect(lastPublishedInKorea(new Date('2026-12-28T00:00:00Z'))).to.equal('2026-12-24');
  });
});
