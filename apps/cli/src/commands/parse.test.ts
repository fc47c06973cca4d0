import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { parseCommand } from './parse.ts';

describe('parse facts', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-parse-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What the command prints for documents, and its exit code. */
  async function parse(...documents: readonly (string | Buffer)[]) {
    const files = [...documents.keys()].map((at) => path.join(folder, `${at}.json`));
    for (const [at, file] of files.entries()) writeFileSync(file, documents[at] ?? '');
    const { write } = process.stdout;
    const { exitCode } = process;
    let printed = '';
    process.stdout.write = (text: string | Uint8Array) => {
      printed += text;
      return true;
    };
    try {
      await parseCommand().parseAsync(['facts', ...files], { from: 'user' });
      return {
        lines: printed
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
        exitCode: process.exitCode,
      };
    } finally {
      process.stdout.write = write;
      process.exitCode = exitCode;
    }
  }

  const row = {
    start: '2024-01-01',
    end: '2024-12-31',
    accn: '0000000001-25-000001',
    fy: 2024,
    fp: 'FY',
    form: '10-K',
    filed: '2025-02-01',
  };
  const facts = { 'us-gaap': { Revenues: { units: { USD: [{ ...row, val: 12.5 }] } } } };
  const body = JSON.stringify({ cik: '0000000001', entityName: 'A', facts });

  it('prints the years and quarters of each file, packed or not', async () => {
    const { lines, exitCode } = await parse(body, gzipSync(body));
    expect(exitCode).to.equal(undefined);
    expect(lines).to.have.length(2);
    expect(lines[0]).to.deep.equal(lines[1]);
    expect(Object.keys(lines[0])).to.deep.equal(['cik', 'annual', 'quarters']);
    expect(lines[0]).to.deep.include({ cik: 1, quarters: [] });
    expect(lines[0].annual[0]).to.include({
      period: 'FY',
      fiscal_year: 2024,
      end: '2024-12-31',
      revenue: '12.5',
      equity: null,
    });
    expect(lines[0].annual[0]).to.deep.include({ derived: [], tags: { revenue: 'us-gaap:Revenues' } });
    expect(lines[0].annual[0].missing).to.include({ equity: 'not-stated', free_cash_flow: 'operand-missing' });
  });

  it('prints the error of a file in its line, and goes on', async () => {
    const { lines, exitCode } = await parse('<html></html>', gzipSync(body).subarray(0, 60), '{"cik":5,"facts":{}}');
    expect(exitCode).to.equal(1);
    expect(lines.map(({ error }) => error?.code ?? null)).to.deep.equal([
      'UNEXPECTED_ANSWER',
      'UNEXPECTED_ANSWER',
      null,
    ]);
    expect(lines[0]).to.deep.include({ cik: null, annual: [], quarters: [] });
    expect(lines[2]).to.deep.equal({ cik: 5, annual: [], quarters: [] });
  });
});
