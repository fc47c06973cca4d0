import { expect } from 'chai';
import { parseNasdaqListed, parseOtherListed } from './directory.ts';
import { kindOfName } from './kind-of-name.ts';

const nasdaq = 'Symbol|Security Name|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares';
const other = 'ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol';
const end = 'File Creation Time: 0721202521:31|||||||';
const bytes = (...lines: readonly string[]) => Buffer.from(`${lines.join('\r\n')}\r\n`);
const codeOf = (parse: () => unknown) => {
  try {
    parse();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('the directory of Nasdaq', () => {
  it('keeps symbols that other readers take for values, and quotes and commas of names', () => {
    const { instruments, refused } = parseNasdaqListed(
      bytes(
        nasdaq,
        ...['NA', 'TRUE', 'NULL', 'INF', 'NAN', '1E5'].map(
          (symbol) => `${symbol}|The "A", B Company - Common Stock |Q|N|N|100|N|N`,
        ),
        end,
      ),
    );
    expect(instruments.map(({ symbol }) => symbol)).to.deep.equal(['NA', 'TRUE', 'NULL', 'INF', 'NAN', '1E5']);
    expect(instruments[0]?.name).to.equal('The "A", B Company - Common Stock');
    expect(refused).to.deep.equal([]);
  });

  it('says of each status, test issue and fund what its columns say', () => {
    const { instruments, asOf } = parseNasdaqListed(
      bytes(
        nasdaq,
        'AAA|A Corp. - Common Stock|S|N|D|100|N|N',
        'BBB|B Corp. - Common Stock|S|N|K|100|N|N',
        'CCC|C Trust|G|N|N|100|Y|N',
        'DDD|D Fund|G|N|N|100|N|Y',
        'ZVZZT|NASDAQ TEST STOCK|G|Y|N|100||N',
        end,
      ),
    );
    expect(asOf).to.equal('2025-07-21');
    expect(instruments.map(({ kind, statusFlags }) => [kind, ...statusFlags])).to.deep.equal([
      ['stock', 'deficient'],
      ['stock', 'bankrupt', 'deficient', 'delinquent'],
      ['etf'],
      ['fund'],
      ['other', 'test-issue'],
    ]);
    expect(
      instruments.every(({ mic, currency, isin }) => mic === 'XNAS' && currency === 'USD' && isin === null),
    ).to.equal(true);
  });

  it('reads the six columns of the years before 2016, and columns that are added', () => {
    const six = nasdaq.split('|').slice(0, 6).join('|');
    expect(parseNasdaqListed(bytes(six, 'AAA|A Corp. - Common Stock|S|N|N|100', end)).instruments).to.have.length(1);
    const more = parseNasdaqListed(bytes(`Added|${nasdaq}`, 'x|AAA|A Corp. - Common Stock|S|N|N|100|Y|N', end));
    expect(more.instruments[0]).to.include({ symbol: 'AAA', kind: 'etf' });
  });

  for (const column of ['Symbol', 'Security Name', 'Market Category', 'Test Issue', 'Financial Status', 'ETF']) {
    it(`is refused without its column ${column}`, () => {
      const at = nasdaq.split('|').indexOf(column);
      const without = (line: string) => line.split('|').toSpliced(at, 1).join('|');
      const parse = () => parseNasdaqListed(bytes(...[nasdaq, 'AAA|A|S|N|N|100|N|N'].map(without), end));
      expect(parse).to.throw(`no column "${column}"`).with.nested.property('detail.column', column);
      expect(codeOf(parse)).to.equal('LISTING_STRUCTURE');
    });
  }

  it('is refused where it is cut off, torn, empty, a page, doubled, or contradicts itself', () => {
    const row = 'AAA|A Corp. - Common Stock|S|N|N|100|N|N';
    const codes = [
      bytes(nasdaq, row),
      bytes(nasdaq, row, 'File Creation Time: 99992025'),
      bytes(nasdaq, 'AAA|A Corp. - Com', end),
      bytes(nasdaq, 'AAA|A Corp. - ComBBB|B|S|N|N|100|N|N|1', end),
      Buffer.alloc(0),
      bytes('', '<!DOCTYPE html>', '<title>Page Not Available</title>'),
      bytes(nasdaq, row, nasdaq, end),
      bytes(nasdaq, row, end, row),
      bytes(nasdaq, end),
      bytes('{"error": true}'),
      bytes(nasdaq, row, 'AAA|Another Corp. - Common Stock|S|N|N|100|N|N', end),
    ].map((body) => codeOf(() => parseNasdaqListed(body)));
    expect(codes).to.deep.equal([
      ...['LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_CUT_OFF'],
      ...['LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE'],
      'LISTING_CONTRADICTORY',
    ]);
  });

  it('leaves out a few rows that it cannot read, with their lines, and is refused for many', () => {
    const rows = (good: number, odd: number) =>
      Array.from({ length: good + odd }, (_, nth) => `${nth < good ? `S${nth}` : '?'}|A - Common Stock|S|N|N|100|N|N`);
    const { instruments, refused } = parseNasdaqListed(bytes(nasdaq, ...rows(3, 2), end));
    expect([instruments.length, refused.map(({ line }) => line)]).to.deep.equal([3, [5, 6]]);
    const strange = parseNasdaqListed(bytes(nasdaq, ...rows(1, 0), 'B|B - Common Stock|S|N|constructor|100|N|N', end));
    expect(strange.refused[0]?.reason).to.equal('financial status "constructor" is not known');
    expect(codeOf(() => parseNasdaqListed(bytes(nasdaq, ...rows(98, 11), end)))).to.equal('LISTING_CONTRADICTORY');
    expect(codeOf(() => parseNasdaqListed(bytes(nasdaq, ...rows(99, 11), end)))).to.equal('none');
  });

  it('drops a byte order mark', () => {
    const marked = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      bytes(nasdaq, 'A|A - Common Stock|Q|N|N|100|N|N', end),
    ]);
    expect(parseNasdaqListed(marked).instruments).to.have.length(1);
  });
});

describe('the directory of the other exchanges', () => {
  it('takes three spellings of a symbol for one, and says what its mark means', () => {
    const { instruments } = parseOtherListed(
      bytes(
        other,
        'BRK.B|Berkshire Hathaway Inc.|N|BRK.B|N|1|N|BRK.B',
        'ABR$D|Arbor Realty Trust 6.375% Series D|N|ABRpD|N|100|N|ABR-D',
        'ACHR.W|Archer Aviation Inc. Redeemable Warrants|N|ACHR.WS|N|100|N|ACHR+',
        'AAM.U|AA Mission Acquisition Corp. Units|N|AAM.U|N|100|N|AAM=',
        'SPY|SPDR S&P 500|P|SPY|Y|100|N|SPY',
        'ARKK|ARK Innovation ETF|Z|ARKK|Y|100|N|ARKK',
        'XYZ.V|XYZ Corp. Common Stock When Issued|A|XYZw|N|100|N|XYZ#',
        'MTEST|Test|M|MTEST|N|100|Y|MTEST',
        end,
      ),
    );
    expect(
      instruments.map(({ symbol, exchangeSymbol, mic, kind }) => [symbol, exchangeSymbol, mic, kind].join(' ')),
    ).to.deep.equal([
      'BRK-B BRK.B XNYS stock',
      'ABR-PD ABR$D XNYS preferred',
      'ACHR-WT ACHR.W XNYS warrant',
      'AAM-UN AAM.U XNYS unit',
      'SPY SPY ARCX etf',
      'ARKK ARKK BATS etf',
      'XYZ-WI XYZ.V XASE stock',
      'MTEST MTEST XCHI other',
    ]);
    expect(instruments[6]?.statusFlags).to.deep.equal(['when-issued']);
  });

  it('reads the years before it had a column of Nasdaq, by the symbols of the tape', () => {
    const seven = other.split('|').slice(0, 7).join('|');
    const { instruments } = parseOtherListed(
      bytes(seven, 'ABR$D|Arbor Realty|N|ABRpD|N|100|N', 'ACHR.W|Archer|N|ACHR/WS|N|100|N', end),
    );
    expect(instruments.map(({ symbol, kind }) => [symbol, kind])).to.deep.equal([
      ['ABR-PD', 'preferred'],
      ['ACHR-WT', 'warrant'],
    ]);
  });

  it('leaves out a row of an exchange that it does not know', () => {
    const { refused } = parseOtherListed(bytes(other, 'A|A|N|A|N|100|N|A', 'B|B|@|B|N|100|N|B', end));
    expect(refused).to.deep.equal([{ line: 3, reason: 'exchange "@" is not known', text: 'B|B|@|B|N|100|N|B' }]);
  });

  it('is not the directory of Nasdaq, nor that this one', () => {
    const own = bytes(other, 'A|A|N|A|N|100|N|A', end);
    expect(codeOf(() => parseNasdaqListed(own))).to.equal('LISTING_STRUCTURE');
    expect(codeOf(() => parseOtherListed(bytes(nasdaq, 'A|A|S|N|N|100|N|N', end)))).to.equal('LISTING_STRUCTURE');
  });
});

describe('the kind of a security, by its name', () => {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    stock: [
      'Apple Inc. - Common Stock',
      'Energy Transfer LP Common Units representing limited partner interests',
      'Realty Income Corporation Common Stock',
      'Mesabi Trust Units of Beneficial Interest',
    ],
    adr: [
      'ASML Holding N.V. - American Depositary Shares',
      'Gerdau S.A. American Depositary Shares (each representing one Preferred Share)',
    ],
    preferred: [
      'AGNC Investment Corp. - Depositary Shares rep 6.875% Series D Preferred Stock',
      'Some Bank - 6.5% Series A Cumulative Redeemable Preferred Stock',
    ],
    warrant: [
      'Abeona Therapeutics Inc. - Warrant',
      'Redeemable warrants, each whole warrant exercisable for one share',
    ],
    right: ['Artius II Acquisition Inc. - Rights', 'Bayer Acquisition Corp. - Right'],
    unit: [
      'Aifeex Nexus Acquisition Corporation - Unit',
      'AA Mission Units, each consisting of one share and one-half of one redeemable warrant',
    ],
    note: [
      'B. Riley Financial, Inc. - 6.50% Senior Notes Due 2026',
      'iPath Bloomberg Coffee Subindex Total Return ETN',
    ],
    bond: ['Entergy Arkansas, Inc. First Mortgage Bonds, 5.75% Series Due November 1, 2040'],
    fund: [
      'Rand Capital Corporation - Closed End Fund',
      'Flaherty & Crumrine Preferred and Income Fund Incorporated',
      'BlackRock Municipal Income Trust II',
    ],
  };
  for (const [kind, names] of Object.entries(kinds)) {
    it(`is ${kind}`, () => {
      for (const name of names) expect(kindOfName(name, 'AAA'), name).to.equal(kind);
    });
  }

  it('is what the mark of its symbol says, unless the name says that it is debt', () => {
    expect(['A=', 'A+', 'A^', 'A-B'].map((symbol) => kindOfName('A Corp.', symbol))).to.deep.equal([
      ...['unit', 'warrant', 'right', 'preferred'],
    ]);
    expect(kindOfName('Brunswick Corporation 6.375% Notes due 2049', 'BC-C')).to.equal('note');
  });
});
