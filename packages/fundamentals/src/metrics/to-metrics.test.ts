import { type FigureName, figureNames, type MetricName } from '@tickermill/core';
import { expect } from 'chai';
import { parseCompanyFacts } from '../facts/company-facts.ts';
import type { Figure, FigureRow, Figures } from '../figures/figure.ts';
import { toFigures } from '../figures/to-figures.ts';
import { hasSamples, sample } from '../samples.fixture.ts';
import type { Dividend, MetricInput } from './metric.ts';
import { shareCounts } from './share-counts.ts';
import { toMetrics } from './to-metrics.ts';

const figure = (value: string | null, splitFactor = '1'): Figure =>
  value === null
    ? { value, reason: 'not-stated' }
    : {
        value,
        provenance: {
          tags: [],
          unit: 'USD',
          accession: '0000000001-25-000001',
          filed: '2025-02-01',
          how: 'reported',
          flags: [],
          splitFactor,
        },
      };

function row(year: number, values: Partial<Record<FigureName, Figure>>, currency = 'USD'): FigureRow {
  const none = Object.fromEntries(figureNames.map((id) => [id, figure(null)])) as Record<FigureName, Figure>;
  return {
    period: 'FY',
    start: `${year}-01-01`,
    end: `${year}-12-31`,
    fiscalYear: year,
    currency,
    figures: { ...none, ...values },
  };
}

const figuresOf = (annual: readonly FigureRow[], epsTtm: string | null = null, currency = 'USD'): Figures => ({
  annual,
  quarters: [],
  transitions: [],
  trailing: { end: '2024-12-31', currency, epsDiluted: figure(epsTtm) },
});

const input: MetricInput = {
  asOf: '2025-02-21',
  price: { close: '50', currency: 'USD', date: '2025-02-21', provider: 'yahoo' },
  figures: figuresOf([]),
  classes: null,
  cover: null,
  outstanding: null,
  dividends: null,
  profile: null,
  isForeign: false,
  isFinancial: false,
};
const metric = (id: MetricName, changes: Partial<MetricInput>) => {
  const { value, reason, flags } = toMetrics({ ...input, ...changes })[id];
  return flags.length > 0 ? `${value} ${flags}` : (value ?? reason);
};

describe('metrics', () => {
  it('price a company by its cover page, by its classes, by its balance sheet, or by Yahoo', () => {
    const cover = { shares: '1000000', date: '2025-01-17' };
    const outstanding = { shares: '900000', date: '2024-12-28' };
    const profile = { date: '2025-02-20', impliedShares: '800000', institutionsPercentHeld: null };
    const classes = {
      classes: [
        { shares: '600000', price: '50' },
        { shares: '100000', price: null },
        { shares: '300000', price: '60' },
      ],
      date: '2025-01-17',
    };
    expect(metric('market_cap', { cover, outstanding, profile })).to.equal('50000000');
    expect(metric('market_cap', { classes, cover, outstanding, profile })).to.equal('53000000');
    expect(metric('market_cap', { outstanding, profile })).to.equal('45000000');
    expect(metric('market_cap', { profile })).to.equal('40000000');
    expect(metric('market_cap', { cover, profile, isForeign: true })).to.equal('40000000');
    expect(metric('market_cap', { cover, isForeign: true })).to.equal('operand-missing');
    expect(metric('market_cap', { cover, price: null })).to.equal('operand-missing');
    expect(metric('market_cap', {})).to.equal('operand-missing');
  });

  it('compare the price with earnings above zero in its currency alone', () => {
    expect(metric('pe', { figures: figuresOf([], '2') })).to.equal('25');
    expect(metric('pe', { figures: figuresOf([], '2'), isForeign: true })).to.equal('25 foreign-filer');
    expect(metric('pe', { figures: figuresOf([], '0') })).to.equal('not-positive');
    expect(metric('pe', { figures: figuresOf([], '-2') })).to.equal('not-positive');
    expect(metric('pe', { figures: figuresOf([], '2', 'TWD') })).to.equal('currencies-differ');
    expect(metric('pe', { figures: figuresOf([]) })).to.equal('operand-missing');
    expect(metric('pe', { figures: figuresOf([], '2'), price: null })).to.equal('operand-missing');
    expect(metric('eps_ttm', { figures: figuresOf([], '-2') })).to.equal('-2');
  });

  const yearly = (values: readonly (string | null)[], last = 2024) =>
    values.map((value, at) => row(last - values.length + 1 + at, { eps_diluted: figure(value) }));

  it('grow from the sixth last year to the last, if no year is missing', () => {
    const figures = figuresOf(yearly(['9', '1', '1.5', '1.2', '2', '2', '3.2']), '2');
    expect(metric('eps_cagr_5y', { figures })).to.equal('0.261915');
    expect(metric('eps_years_up_5y', { figures })).to.equal('3');
    expect(metric('eps_deviation_5y', { figures })).to.equal('0.347435');
    expect(metric('peg', { figures })).to.equal('0.954508');
    const flat = figuresOf(yearly(['2', '2', '2', '2', '2', '2']), '2');
    expect(metric('eps_cagr_5y', { figures: flat })).to.equal('0');
    expect(metric('peg', { figures: flat })).to.equal('not-positive');
    expect(metric('eps_cagr_5y', { figures: figuresOf(yearly(['1', '2', '3', '4', '5'])) })).to.equal('year-missing');
    expect(metric('eps_cagr_5y', { figures: figuresOf(yearly(['1', '2', null, '3', '4', '5'])) })).to.equal(
      'year-missing',
    );
    const gap = [...yearly(['1', '1'], 2018), ...yearly(['1', '2', '2', '2'])];
    expect(metric('eps_cagr_5y', { figures: figuresOf(gap) })).to.equal('year-missing');
    expect(metric('eps_cagr_5y', { figures: figuresOf(yearly(['0', '2', '3', '4', '5', '6'])) })).to.equal(
      'not-positive',
    );
    expect(metric('eps_cagr_5y', { figures: figuresOf(yearly(['1', '2', '3', '4', '5', '-6'])) })).to.equal(
      'not-positive',
    );
    const loss = figuresOf(yearly(['1', '-1', '0', '1', '1', '1']));
    expect(metric('eps_years_up_5y', { figures: loss })).to.equal('2');
    expect(metric('eps_deviation_5y', { figures: loss })).to.equal('not-positive');
    const changed = [row(2018, { eps_diluted: figure('1') }, 'CAD'), ...yearly(['1', '1', '1', '1', '1'], 2023)];
    expect(metric('eps_cagr_5y', { figures: figuresOf(changed) })).to.equal('currencies-differ');
  });

  it('compare years on the basis of today’s shares', () => {
    const rows = yearly(['4', '4', '4', '4', '4', '1']).map((each, at) =>
      at === 5 ? each : row(2019 + at, { eps_diluted: figure('4', '4') }),
    );
    expect(metric('eps_cagr_5y', { figures: figuresOf(rows) })).to.equal('0');
  });

  it('yield what was paid in a year, specials apart', () => {
    const paid = (exDate: string, amount: string, changes: Partial<Dividend> = {}): Dividend => ({
      exDate,
      amount,
      currency: 'USD',
      isSpecial: false,
      ...changes,
    });
    const dividends = [
      paid('2024-02-22', '9'),
      paid('2024-02-23', '0.5'),
      paid('2025-02-21', '0.25'),
      paid('2025-02-22', '9'),
      paid('2024-12-01', '5', { isSpecial: true }),
    ];
    expect(metric('dividend_yield', { dividends })).to.equal('0.015');
    expect(metric('special_dividend_yield', { dividends })).to.equal('0.1');
    expect(metric('dividend_yield', { dividends: [] })).to.equal('0');
    expect(metric('dividend_yield', {})).to.equal('operand-missing');
    expect(metric('dividend_yield', { dividends: [paid('2024-12-01', '1', { currency: 'CNY' })] })).to.equal(
      'currencies-differ',
    );
  });

  it('divide debt by equity above zero, of the last balance sheet alone', () => {
    const of = (debt: string | null, equity: string | null) =>
      figuresOf([
        row(2023, { total_debt: figure('1'), equity: figure('1') }),
        row(2024, { total_debt: figure(debt), equity: figure(equity) }),
      ]);
    expect(metric('debt_to_equity', { figures: of('3', '2') })).to.equal('1.5');
    expect(metric('debt_to_equity', { figures: of('3', '2'), isFinancial: true })).to.equal('1.5 financial');
    expect(metric('debt_to_equity', { figures: of('3', '0') })).to.equal('not-positive');
    expect(metric('debt_to_equity', { figures: of(null, '2') })).to.equal('operand-missing');
    expect(metric('debt_to_equity', {})).to.equal('operand-missing');
  });

  it('keep ownership above one, with a flag', () => {
    const of = (institutionsPercentHeld: string | null) => ({
      profile: { date: '2025-02-20', impliedShares: null, institutionsPercentHeld },
    });
    expect(metric('institutional_ownership', of('0.62'))).to.equal('0.62');
    expect(metric('institutional_ownership', of('1'))).to.equal('1');
    expect(metric('institutional_ownership', of('1.08'))).to.equal('1.08 above-one');
    expect(metric('institutional_ownership', of(null))).to.equal('operand-missing');
  });

  if (!hasSamples) return;
  it('of Apple are those of its own reports', () => {
    const { facts } = parseCompanyFacts(sample('CIK0000320193.json.gz'));
    const splits = [{ effective: '2020-08-31', factor: '4' }];
    const asOf = '2025-02-21';
    const metrics = toMetrics({
      ...input,
      asOf,
      price: { close: '245.55', currency: 'USD', date: asOf, provider: 'yahoo' },
      figures: toFigures(facts, { asOf, splits }),
      ...shareCounts(facts, { asOf, splits }),
    });
    expect(metrics.eps_ttm.value).to.equal('6.3');
    expect(metrics.pe.value).to.equal('38.97619');
    expect(metrics.market_cap.value).to.equal('3688670025150');
    expect(metrics.debt_to_equity).to.include({ value: '1.449999', asOf: '2024-12-28' });
    const later = toMetrics({ ...input, figures: toFigures(facts, { splits }) });
    expect(later.eps_cagr_5y.value).to.equal('0.178618');
    expect(later.revenue_cagr_5y.value).to.equal('0.086774');
    expect(later.revenue_years_up_5y.value).to.equal('4');
    expect(later.eps_deviation_5y.value).to.equal('0.26662');
  });
});
