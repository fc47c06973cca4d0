import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { samplesOf } from '../price-samples.fixture.ts';
import { parseBaseInfo } from './base-info.ts';
import { krxListings } from './collector.ts';

describe('collector krx-listings', () => {
  checkCollector(krxListings, {
    kospi: 'found',
    kosdaq: 'found',
    unpublished: 'LISTING_STRUCTURE',
    'other-fields': 'LISTING_STRUCTURE',
    'another-market': 'LISTING_STRUCTURE',
    contradictory: 'LISTING_CONTRADICTORY',
    'cut-off': 'LISTING_CUT_OFF',
    etfs: 'found',
  });

  const listed = (name: string) => {
    const fixture = fixturesOf('krx-listings').get(name);
    const outcome = fixture && outcomeOf(krxListings, fixture);
    const [record] = outcome?.kind === 'found' ? (outcome.records ?? []) : [];
    return (record as ReturnType<typeof parseBaseInfo>).instruments;
  };

  it('keeps codes as text, and names in Korean', () => {
    expect(listed('kospi')).to.deep.equal([
      {
        symbol: '005930.KS',
        exchangeSymbol: '005930',
        name: '삼성전자',
        mic: 'XKRX',
        kind: 'stock',
        currency: 'KRW',
        isin: 'KR7005930003',
        statusFlags: [],
      },
      {
        symbol: '005935.KS',
        exchangeSymbol: '005935',
        name: '삼성전자우',
        mic: 'XKRX',
        kind: 'preferred',
        currency: 'KRW',
        isin: 'KR7005931001',
        statusFlags: [],
      },
    ]);
  });

  it('takes KOSDAQ GLOBAL for KOSDAQ, and the section of a share for its state', () => {
    expect(listed('kosdaq').map(({ symbol, statusFlags }) => [symbol, ...statusFlags])).to.deep.equal([
      ['005930.KQ'],
      ['005935.KQ', 'administrative-issue'],
    ]);
  });

  it('asks for one market and one day, and for none without a day', () => {
    const start = krxListings.start({ target: 'konex', params: { listing: 'konex', day: '2026-11-20' } });
    expect(start).to.deep.include({ step: 'base-info', input: { listing: 'konex', day: '2026-11-20' } });
    expect(krxListings.serves?.({ listing: 'konex' })).to.equal(false);
    expect(krxListings.serves?.({ listing: 'konex', day: '2026-11-20' })).to.equal(true);
    expect(krxListings.serves?.({ listing: 'lse', day: '2026-11-20' })).to.equal(false);
  });

  const master = samplesOf('krx').find(({ file }) => file.startsWith('MDCSTAT01901'));
  if (!master) return;
  it('reads every share of the real master', () => {
    const { OutBlock_1: rows } = JSON.parse(master.text) as { OutBlock_1: { MKT_TP_NM: string; ISU_SRT_CD: string }[] };
    const counts = (['kospi', 'kosdaq', 'konex'] as const).map((listing) => {
      const own = rows.filter(({ MKT_TP_NM }) => MKT_TP_NM.toLowerCase().startsWith(listing));
      const { instruments, refused } = parseBaseInfo(listing, Buffer.from(JSON.stringify({ OutBlock_1: own })));
      expect(refused).to.deep.equal([]);
      expect(instruments.map(({ exchangeSymbol }) => exchangeSymbol)).to.deep.equal(own.map((row) => row.ISU_SRT_CD));
      return instruments.length;
    });
    expect(counts).to.deep.equal([950, 1823, 109]);
  });
});
