import { startApp, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LiveInstallation, liveWorld, operator, prepareLiveInstallation } from './live-installation.fixture.ts';

describe('a live start', () => {
  let installation: LiveInstallation;
  let sandbox: Awaited<ReturnType<typeof startApp>>;

  before(async () => {
    installation = await prepareLiveInstallation();
    sandbox = await startApp('sandbox', { ...liveWorld, SANDBOX_PORT: '0' });
  });
  after(async () => {
    await sandbox?.stop();
    await installation?.remove();
  });

  /** Stopped as soon as it says that it is live. */
  const start = (environment: Record<string, string>, ...args: string[]) =>
    installation.start(environment, args, (untilSaid) => untilSaid('Live:'));
  const named = () => ({ UPSTREAM_GATEWAY: sandbox.url, SEC_USER_AGENT: operator });
  const record = () =>
    withDatabase(installation.database.url, async (client) => {
      const { rows } = await client.query(`SELECT value FROM settings WHERE key = 'terms/sec-edgar'`);
      return rows[0]?.value as { sha256: string; accepted: string } | undefined;
    });

  it('is refused without a name, with or without a gateway, in one sentence', async () => {
    for (const environment of [{}, { UPSTREAM_GATEWAY: sandbox.url }, { SEC_USER_AGENT: 'nobody' }]) {
      const { code, said } = await installation.refused(environment);
      expect(code).to.equal(2);
      expect(said.split('\n')[0]).to.match(/^SEC_USER_AGENT: the SEC wants to know who asks; set it to your name/);
    }
    expect(await record()).to.equal(undefined);
  });

  it('shows the terms of each source, and asks in the name that was given', async () => {
    const first = await start(named());
    expect(first.code, first.said).to.equal(0);
    expect(first.said)
      .to.contain('The terms of SEC EDGAR (www.sec.gov, data.sec.gov)')
      .and.to.match(/at most 10\s+requests a\s+second/)
      .and.to.contain(`in the name of ${operator}`)
      .and.not.to.contain('sandbox data');
    expect(first.said.indexOf('The terms of')).to.be.below(first.said.indexOf('✓ worker'));
    expect(await record()).to.include({ accepted: 'unattended' });
  });
});
