import { expect } from 'chai';
import { parseXetra } from './tradable-instruments.ts';

const header =
  'Product Status;Instrument Status;Instrument;ISIN;WKN;Mnemonic;MIC Code;Instrument Type;Primary Market MIC Code;Settlement Currency;Added';
const preamble = ['Market:;XETR', 'Date Last Update:;08.11.2026'];
const line = (fields: Partial<Record<'status' | 'name' | 'isin' | 'symbol' | 'type' | 'home' | 'mic', string>>) => {
  const {
    status = 'Active',
    name = 'SAP SE O.N.',
    isin = 'DE0007164600',
    symbol = 'SAP',
    type = 'CS',
    home = 'XETR',
    mic = 'XETR',
  } = fields;
  return `Active;${status};${name};${isin};000716460;${symbol};${mic};${type};${home};EUR;`;
};
const bytes = (...lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);
const codeOf = (body: Buffer) => {
  try {
    parseXetra(body);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('the tradable instruments of Xetra', () => {
  it('are listed with what their columns say, whatever their case and order', () => {
    const { instruments, asOf } = parseXetra(
      bytes(...preamble, header.replace('Instrument;ISIN', 'instrument;isin'), line({})),
    );
    expect(asOf).to.equal('2026-11-08');
    expect(instruments).to.deep.equal([
      {
        symbol: 'SAP.DE',
        exchangeSymbol: 'SAP',
        name: 'SAP SE O.N.',
        mic: 'XETR',
        kind: 'stock',
        currency: 'EUR',
        isin: 'DE0007164600',
        statusFlags: [],
      },
    ]);
  });

  it('say where an instrument has its home, and which state it is in', () => {
    const { instruments } = parseXetra(
      bytes(
        ...preamble,
        header,
        line({ symbol: '2PP', isin: 'US70450Y1038', home: 'XNAS', name: 'PAYPAL HDGS INC.DL-,0001' }),
        line({ symbol: 'EMUS', status: 'PendingDeletion', type: 'ETF' }),
        line({ symbol: 'PHAG', type: 'ETC' }),
        line({ symbol: 'AHLA', name: 'ALIBABA GR.HLDG SP.ADR 8' }),
        line({ symbol: 'RHO', name: 'ROCHE HLDG AG GEN.', type: 'OTHER' }),
      ),
    );
    expect(instruments.map(({ symbol, kind, statusFlags }) => [symbol, kind, ...statusFlags])).to.deep.equal([
      ['2PP.DE', 'stock', 'home-xnas'],
      ['EMUS.DE', 'etf', 'pending-deletion'],
      ['PHAG.DE', 'note'],
      ['AHLA.DE', 'adr'],
      ['RHO.DE', 'certificate'],
    ]);
  });

  it('may have delimiters at the end of their lines, of the header or of the rows', () => {
    for (const body of [bytes(...preamble, `${header};`, line({})), bytes(...preamble, header, `${line({})};;`)]) {
      expect(parseXetra(body).instruments).to.have.length(1);
    }
    expect(codeOf(bytes(...preamble, header, `${line({})};x`))).to.equal('LISTING_CUT_OFF');
  });

  it('leave out lines without a mnemonic, and the inactive line of a mnemonic that another has', () => {
    const { instruments, refused } = parseXetra(
      bytes(
        ...preamble,
        header,
        line({}),
        line({ symbol: '', status: 'Inactive' }),
        line({ status: 'Inactive', isin: 'DE0005140008', name: 'OLD' }),
      ),
    );
    expect(instruments).to.have.length(1);
    expect(refused.map(({ line: at }) => at)).to.deep.equal([5, 6]);
  });

  it('are refused where a mnemonic stands for two, a column is missing, a part is missing, or the market is another', () => {
    const two = [line({}), line({ isin: 'DE0005140008', name: 'DEUTSCHE BANK AG NA O.N.' })];
    expect(
      [
        bytes(...preamble, header, ...two),
        bytes(...preamble, header.replace('Mnemonic', 'Code'), line({})),
        bytes(...preamble, header.replace('Settlement Currency', 'Money'), line({})),
        bytes(...preamble, header, line({}), 'Active;Active;DEUTSCHE'),
        bytes('Market:;XFRA', header, line({})),
        bytes(...preamble, header, line({}), header, line({ symbol: 'B' })),
        bytes(...preamble),
        bytes('<!doctype html><title>Error</title>'),
      ].map(codeOf),
    ).to.deep.equal([
      ...['LISTING_CONTRADICTORY', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_CUT_OFF'],
      ...['LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE'],
    ]);
  });
});
