import { PassThrough, Readable } from 'node:stream';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { hostCommand } from './command-host.ts';
import { showTerms } from './show-terms.ts';

describe('the terms of the sources before the first live start', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  /** What a start shows that is on no terminal. */
  async function shown({ yes = false } = {}): Promise<string> {
    const stdout = new PassThrough();
    const lines: string[] = [];
    stdout.setEncoding('utf8').on('data', (chunk: string) => lines.push(chunk));
    await hostCommand({ env: {}, stdin: Readable.from([]), stdout, stderr: new PassThrough() }, () =>
      showTerms(store, { yes, log: silentLog, enabled: ['sec-edgar', 'yahoo'] }),
    );
    return lines.join('');
  }
  const record = async (source: string) =>
    (await store.db.setting.findUniqueOrThrow({ where: { key: `terms/${source}` } })).value;

  it('are shown once', async () => {
    expect(await shown())
      .to.contain('The terms of SEC EDGAR (www.sec.gov, data.sec.gov)')
      .and.to.contain('The terms of Yahoo Finance');
    expect(await record('sec-edgar')).to.include({ accepted: 'unattended' });
    expect(await shown()).to.equal('');
  });

  it('are shown again when their text has changed, those of that source alone', async () => {
    await shown();
    await store.sql.$executeRaw`
      UPDATE settings SET value = value || '{"sha256": "of a former text"}' WHERE key = 'terms/sec-edgar'`;
    expect(await shown({ yes: true }))
      .to.match(/The terms of SEC EDGAR .*which have changed/)
      .and.not.to.contain('Yahoo');
    const changed = await record('sec-edgar');
    expect(changed).to.include({ accepted: '--yes' });
    expect(changed)
      .to.have.property('sha256')
      .that.matches(/^[0-9a-f]{64}$/);
  });
});
