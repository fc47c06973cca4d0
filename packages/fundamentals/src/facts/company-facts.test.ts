import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { parseCompanyFacts } from './company-facts.ts';

const row = {
  start: '2024-01-01',
  end: '2024-12-31',
  val: 1,
  accn: '0000000001-25-000001',
  fy: 2024,
  fp: 'FY',
  form: '10-K',
  filed: '2025-02-01',
};
const documentOf = (rows: unknown, { tag = 'Revenues', unit = 'USD' } = {}) =>
  Buffer.from(
    JSON.stringify({ cik: 1, entityName: 'A', facts: { 'us-gaap': { [tag]: { units: { [unit]: rows } } } } }),
  );
const codeOf = (body: string | Buffer): string => {
  try {
    parseCompanyFacts(Buffer.from(body));
    return 'read';
  } catch (error) {
    return error instanceof PipelineError ? error.code : String(error);
  }
};

describe('companyfacts', () => {
  it('keeps values as they are written, beyond what floating point holds', () => {
    const text = documentOf([row]).toString();
    const of = (value: string) =>
      parseCompanyFacts(Buffer.from(text.replace('"val":1,', `"val":${value},`))).facts[0]?.value;
    expect(of('9007199254740993')).to.equal('9007199254740993');
    expect(of('0.30')).to.equal('0.3');
    expect(of('-1.5e3')).to.equal('-1500');
    expect(of('-0')).to.equal('0');
  });

  it('reads a CIK that is a number, a padded text, or missing, and a name with blanks inside', () => {
    const read = (head: string) => parseCompanyFacts(Buffer.from(`{${head}"facts":{}}`));
    expect(read('"cik":320193,').cik).to.equal('0000320193');
    expect(read('"cik":"0001923891","entityName":"NANO     NUCLEAR\\u0020ENERGY",')).to.include({
      cik: '0001923891',
      name: 'NANO NUCLEAR ENERGY',
    });
    expect(read('')).to.include({ cik: null, name: null });
    expect(read('"cik":"x","entityName":null,')).to.include({ cik: null, name: null });
  });

  it('reads instants, unknown fields, null labels, other orders of keys, and a byte order mark', () => {
    const body =
      '\ufeff{"facts":{"us-gaap":{"Assets":{"units":{"USD":[{"new":[{"x":"]}"}],"val":5,"end":"2024-12-31",' +
      '"filed":"2025-02-01","form":"10-K","accn":"0000000001-25-000001","fp":null,"fy":null}]},"label":null},' +
      '"Goodwill":{"label":"\\"{","units":{"USD":[{"val":1}]}}}},"entityName":"é\\n"}';
    const { facts, oddities } = parseCompanyFacts(Buffer.from(body));
    expect(facts).to.have.length(1);
    expect(facts[0]).to.include({ start: null, end: '2024-12-31', value: '5', fy: null, fp: null });
    expect(oddities).to.deep.equal([]);
  });

  it('is empty for a company without facts, and for units without rows', () => {
    expect(codeOf('{"cik":1,"entityName":"","facts":{}}')).to.equal('read');
    expect(codeOf('{"cik":1,"facts":{"us-gaap":{"Revenues":{"units":{}}}}}')).to.equal('read');
    expect(codeOf('{"cik":1,"facts":{"us-gaap":{"Revenues":{"units":{"USD":null}}}}}')).to.equal('read');
  });

  it('refuses a page, a document that is cut off anywhere, and JSON of another shape', () => {
    const whole = documentOf([row]).toString();
    for (const body of ['', '<!DOCTYPE html><html></html>', '[]', '{}', '"facts"', '{"facts":[]}', `${whole}}`]) {
      expect(codeOf(body), body).to.equal('UNEXPECTED_ANSWER');
    }
    for (let length = 0; length < whole.length; length += 1) {
      expect(codeOf(whole.slice(0, length)), `${length} bytes`).to.equal('UNEXPECTED_ANSWER');
    }
  });

  it('refuses what JSON does not allow, in parts that nobody asks for too', () => {
    for (const bad of ['NaN', '01', '1.', '.5', '+1', 'tru', "'a'", '"a\tb"', '[1,]', '{"a":1,}', '{a:1}', '"a']) {
      expect(codeOf(`{"facts":{},"else":${bad}}`), bad).to.equal('UNEXPECTED_ANSWER');
    }
    expect(codeOf(`{"facts":{},"else":${'['.repeat(100_000)}`)).to.equal('UNEXPECTED_ANSWER');
  });

  it('counts rows that state no fact, and keeps the others', () => {
    const { facts, oddities } = parseCompanyFacts(
      documentOf([
        row,
        { ...row, val: null },
        { ...row, val: '5' },
        { ...row, start: '2025-01-01' },
        { ...row, end: '2024-02-30' },
        { ...row, start: '0024-01-01' },
        { ...row, end: '9999-12-31' },
        { ...row, accn: '1' },
        { ...row, filed: 'soon' },
        { ...row, form: '' },
        'no row',
      ]),
    );
    expect(facts).to.have.length(1);
    expect(oddities.map(({ kind, count }) => [kind, count])).to.deep.equal([
      ['value', 3],
      ['period', 4],
      ['accession', 1],
      ['filed', 1],
      ['form', 1],
    ]);
  });

  it('keeps facts of an unknown unit, and says so', () => {
    const { facts, oddities } = parseCompanyFacts(
      documentOf([row], { tag: 'EarningsPerShareBasic', unit: 'USD/PartnershipUnit' }),
    );
    expect(facts).to.have.length(1);
    expect(oddities).to.deep.equal([
      { kind: 'unit', count: 1, example: 'us-gaap:EarningsPerShareBasic in USD/PartnershipUnit' },
    ]);
  });

  it('passes over other tags, however many rows they have', () => {
    const rows = `[${Array.from({ length: 1_000 }, () => JSON.stringify(row)).join(',')}]`;
    const other = Array.from({ length: 10 }, (_, at) => `"Tag${at}":{"units":{"USD":${rows}}}`).join(',');
    const body = Buffer.from(`{"facts":{"us-gaap":{${other},"Revenues":{"units":{"USD":[${JSON.stringify(row)}]}}}}}`);
    expect(body.length).to.be.greaterThan(1_000_000);
    expect(parseCompanyFacts(body).facts).to.have.length(1);
  });

  it('refuses more facts than any company has', () => {
    const rows = Buffer.from(`[${`${JSON.stringify(row)},`.repeat(30_000)}${JSON.stringify(row)}]`);
    const head = '{"facts":{"us-gaap":{"Revenues":{"units":{"USD":';
    expect(codeOf(Buffer.concat([Buffer.from(head), rows, Buffer.from('}}}}}')]))).to.equal('TOO_LARGE');
  });
});
