import { freePort } from '@tickermill/runtime/host';
import { startApp, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LiveInstallation, liveWorld, operator, prepareLiveInstallation } from './live-installation.fixture.ts';

describe('a first live start without a network', () => {
  let installation: LiveInstallation;
  before(async () => {
    installation = await prepareLiveInstallation();
  });
  after(() => installation?.remove());

  it('stays up while nothing can be reached, says what and why, and goes on by itself', async () => {
    await withDatabase(installation.database.url, (client) => client.query('DELETE FROM watchlist_items'));
    const port = await freePort();
    let network: Awaited<ReturnType<typeof startApp>> | undefined;
    try {
      const { code, said } = await installation.start(
        { UPSTREAM_GATEWAY: `http://127.0.0.1:${port}`, SEC_USER_AGENT: operator },
        ['--yes'],
        async (untilSaid) => {
          await untilSaid('Ctrl-C stops everything');
          network = await startApp('sandbox', { ...liveWorld, SANDBOX_PORT: String(port) });
          await untilSaid('the list of companies is read');
        },
      );
      expect(code, said).to.equal(0);
      expect(said)
        .to.match(/SEC EDGAR did not answer \(\d+ attempts?\)/)
        .and.to.match(/could not be read.*https:\/\/www\.sec\.gov\/\S+: no connection could be made \(ECONNREFUSED\)/)
        .and.to.contain('The installation stays up')
        .and.to.contain('the default watchlist is tracked');
    } finally {
      await network?.stop();
    }
  });
});
