import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, askJson } from '../testing/ask.ts';

const archive = '/www.sec.gov/Archives/edgar';

interface Truth {
  tickers: Record<string, { cik: string; accessions: string[] }>;
}

async function accessionsOf(sandbox: Sandbox, ticker: string, from: string, to: string): Promise<string[]> {
  const path = `/_sandbox/truth/insider-trades?tickers=${ticker}&from=${from}&to=${to}&detail=accessions`;
  const truth = await askJson<Truth>(sandbox, path);
  return truth.tickers[ticker]?.accessions ?? [];
}

describe('the archive', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 25, secCeilingPerSecond: 0 });
  });
  after(() => sandbox.close());

  it('holds complete submissions with acceptance time, parties and document', async () => {
    const [accession = ''] = await accessionsOf(sandbox, 'AAPL', '2026-01-01', '2026-11-20');
    const { status, headers, text } = await ask(sandbox, `${archive}/data/320193/${accession}.txt`);
    expect([status, headers['content-type']]).to.deep.equal([200, 'text/plain']);
    expect(text.startsWith(`<SEC-DOCUMENT>${accession}.txt : `)).to.equal(true);
    expect(text).to.match(/<ACCEPTANCE-DATETIME>\d{14}\nACCESSION NUMBER:\t\t/);
    expect(text).to.match(/REPORTING-OWNER:[\s\S]+ISSUER:[\s\S]+<\/SEC-HEADER>\n<DOCUMENT>\n<TYPE>[345]/);
    expect(text).to.match(/<TEXT>\n<XML>\n<\?xml version="1\.0"\?>\n<ownershipDocument>/);
    expect(text.endsWith('</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n')).to.equal(true);
  });

  it('has a document under its parties alone', async () => {
    const [accession = ''] = await accessionsOf(sandbox, 'AAPL', '2026-01-01', '2026-11-20');
    expect((await ask(sandbox, `${archive}/data/789019/${accession}.txt`)).status).to.equal(404);
    expect((await ask(sandbox, `${archive}/data/0000320193/${accession}.txt`)).status).to.equal(404);
  });

  it('answers 404 for a missing document and 403 for a missing index', async () => {
    const missing = await ask(sandbox, `${archive}/data/320193/0000320193-26-999999.txt`);
    expect([missing.status, missing.text.includes('<Code>NoSuchKey</Code>')]).to.deep.equal([404, true]);
    const index = await ask(sandbox, `${archive}/daily-index/2026/QTR4/master.20261122.idx`);
    expect([index.status, index.text.includes('<Code>AccessDenied</Code>')]).to.deep.equal([403, true]);
  });

  it('has the same bytes for the same seed and day, wherever today is', async () => {
    const [later, otherSeed] = await Promise.all([
      openSandbox({ today: '2026-12-18', tickers: 80, secCeilingPerSecond: 0 }),
      openSandbox({ today: '2026-11-20', tickers: 25, secCeilingPerSecond: 0, seed: 2 }),
    ]);
    try {
      const days = ['2026-06-01', '2026-11-20'] as const;
      const accessions = await accessionsOf(sandbox, 'MSFT', ...days);
      expect(accessions).not.to.deep.equal([]);
      expect(await accessionsOf(later, 'MSFT', ...days)).to.deep.equal(accessions);
      expect(await accessionsOf(otherSeed, 'MSFT', ...days)).not.to.deep.equal(accessions);
      for (const accession of accessions) {
        const path = `${archive}/data/789019/${accession}.txt`;
        expect((await ask(later, path)).raw).to.deep.equal((await ask(sandbox, path)).raw);
      }
      const [tomorrow = ''] = await accessionsOf(later, 'MSFT', '2026-11-21', '2026-12-18');
      expect((await ask(later, `${archive}/data/789019/${tomorrow}.txt`)).status).to.equal(200);
      expect((await ask(sandbox, `${archive}/data/789019/${tomorrow}.txt`)).status).to.equal(404);
    } finally {
      await Promise.all([later.close(), otherSeed.close()]);
    }
  });
});
