import { expect } from 'chai';
import fc from 'fast-check';
import { add, compare, Decimal, divide, multiply, roundTo, toDecimal } from './decimal.ts';

describe('decimal', () => {
  it('accepts plain notation only', () => {
    for (const text of ['0', '999.0', '.5', '5.', '-3.25', '+7', '9007199254740993']) {
      expect(Decimal.safeParse(text).success, text).to.equal(true);
    }
    expect(Decimal.safeParse('9'.repeat(62)).success).to.equal(true);
    expect(Decimal.safeParse('.55').success).to.equal(true);
    expect(Decimal.safeParse('1e5').error?.issues[0]?.message).to.equal('must be a decimal number in plain notation');
    for (const text of [
      '',
      '.',
      '-',
      '+-1',
      '1.2.3',
      'x1',
      '1x',
      '1e5',
      '1,000',
      '0x1F',
      'NaN',
      ' 1',
      '9'.repeat(63),
    ]) {
      expect(Decimal.safeParse(text).success, text).to.equal(false);
    }
  });

  it('multiplies and adds exactly where floating point would not', () => {
    expect(multiply('0.1', '0.2')).to.equal('0.02');
    expect(multiply('9007199254740993', '3.0001')).to.equal('27022498484148453.0993');
    expect(multiply('-0.5', '0')).to.equal('0');
    expect(multiply('.5', '-4.')).to.equal('-2');
    expect(add('0.1', '0.2')).to.equal('0.3');
    expect(add('-1000000000000000000.01', '0.02')).to.equal('-999999999999999999.99');
  });

  it('reads numbers as JSON writes them', () => {
    const read = ['1.5e-7', '-1.50E+2', '12', '0.10', '1E3', '-0', 'NaN', '', '1.', '.5'].map(toDecimal);
    expect(read).to.deep.equal([
      '0.00000015',
      '-150',
      '12',
      '0.1',
      '1000',
      '0',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('rounds halves away from zero', () => {
    const rounded = ['118.69000244140625', '0.0000005', '0.00000049', '-0.0000005', '7', '0.9999995'].map((text) =>
      roundTo(text, 6),
    );
    expect(rounded).to.deep.equal(['118.690002', '0.000001', '0', '-0.000001', '7', '1']);
  });

  it('divides to as many digits as asked', () => {
    expect([
      divide('3', '2', 12),
      divide('1', '3', 12),
      divide('2', '3', 4),
      divide('1.0460', '1', 12),
      divide('-1', '8', 2),
    ]).to.deep.equal(['1.5', '0.333333333333', '0.6667', '1.046', '-0.13']);
  });

  it('compares numbers, whatever their digits', () => {
    const pairs: [a: string, b: string, sign: number][] = [
      ['1', '1.00', 0],
      ['1.00', '1', 0],
      ['0', '-0.0', 0],
      ['.5', '0.50', 0],
      ['2', '10', -1],
      ['10', '2', 1],
      ['1.09', '1.1', -1],
      ['1.1', '1.09', 1],
      ['-1.1', '-1.09', -1],
      ['-1', '0.001', -1],
    ];
    for (const [a, b, sign] of pairs) expect(compare(a, b), `${a} ${b}`).to.equal(sign);
  });

  it('adds numbers of any digits, and leaves no trailing zeros', () => {
    expect([
      add('1', '0.25'),
      add('0.25', '1'),
      add('0.5', '.5'),
      add('-0.5', '0.5'),
      add('-0.07', '0.02'),
    ]).to.deep.equal(['1.25', '1.25', '1', '0', '-0.05']);
  });

  it('reads numbers with a sign, an exponent of either and blanks around them', () => {
    const read = [' 12.50 ', '+7', '-7', '+0.5e1', '12e-2', '12e+12', '-0.0', '007', '1e123'].map(toDecimal);
    expect(read).to.deep.equal(['12.5', '7', '-7', '5', '0.12', '12000000000000', '0', '7', `1${'0'.repeat(123)}`]);
    for (const text of ['1 2', 'a1', '1a', '1e', '1e1234', '--1', '1.5.2'])
      expect(toDecimal(text), text).to.equal(undefined);
  });

  it('rounds at its very edge, and what needs no rounding is only tidied', () => {
    const rounded = ['1.2345', '1.2344', '-1.2345', '-1.2344', '1.23', '1.230', '007', '9.9995', '0.0005', '-0.0004'];
    expect(rounded.map((text) => roundTo(text, 3))).to.deep.equal([
      '1.235',
      '1.234',
      '-1.235',
      '-1.234',
      '1.23',
      '1.23',
      '7',
      '10',
      '0.001',
      '0',
    ]);
    expect([roundTo('1.5', 0), roundTo('1.4', 0), roundTo('-0.5', 0), roundTo('1.', 2)]).to.deep.equal([
      '2',
      '1',
      '-1',
      '1',
    ]);
  });

  it('agrees with whole numbers of the smallest unit, for any numbers', () => {
    const scale = 6;
    const number = fc.record({
      units: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      scale: fc.nat({ max: scale }),
    });
    const text = ({ units, scale: of }: { units: bigint; scale: number }) => {
      const digits = (units < 0n ? -units : units).toString().padStart(of + 1, '0');
      return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - of)}${of > 0 ? `.${digits.slice(-of)}` : ''}`;
    };
    const at = ({ units, scale: of }: { units: bigint; scale: number }) => units * 10n ** BigInt(scale - of);
    const normal = (units: bigint, of: number) =>
      text({ units, scale: of })
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '')
        .replace(/^-0$/, '0');
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [x, y] = [text(a), text(b)];
        expect(compare(x, y)).to.equal(at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0);
        expect(add(x, y)).to.equal(normal(at(a) + at(b), scale));
        expect(multiply(x, y)).to.equal(normal(at(a) * at(b), 2 * scale));
        const off = (from: bigint) => (from < 0n ? -from : from);
        if (b.units !== 0n) {
          // The quotient is no further from the exact one than half of its last digit.
          const quotient = BigInt(roundTo(multiply(divide(x, y, 3), '1000'), 0));
          expect(2n * off(quotient * at(b) - 1000n * at(a)) <= off(at(b))).to.equal(true);
        }
      }),
      { seed: 20_261_130, numRuns: 300 },
    );
  });
});
