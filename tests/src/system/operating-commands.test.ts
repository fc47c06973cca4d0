import { DeadLettersResponse } from '@tickermill/core/contracts';
import { addAlertChannel, type NewAlertChannel, recordChannelFailure } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { type ServedCli, serveCli } from './served-cli.fixture.ts';

const mark = 's3cret';
const at = new Date('2026-11-20T22:00:00Z');

describe('dead letters and channels of alerts on the command line', () => {
  let cli: ServedCli;
  before(async () => {
    cli = await serveCli();
  });
  after(() => cli.close());

  const run = async (...args: string[]) => (await cli.run(...args)).said;

  it('lists what is set aside with why and when, and revives it', async () => {
    expect(await run('dead-letters')).to.contain('nothing is set aside');
    const failedOn = ['2026-11-01', '2026-11-02', '2026-11-03'].map((day) => new Date(day));
    const { id } = await cli.store.db.deadLetter.create({
      data: {
        dataset: 'insider-trades',
        target: '0000320193',
        errorCode: 'GONE',
        errorMessage: 'it is gone',
        failedOn,
      },
    });
    expect(await run('dead-letters')).to.match(/AAPL +GONE +2026-11-01, 2026-11-02, 2026-11-03 +it is gone/);
    expect(await run('status')).to.contain('1 dead letter; see "tickermill dead-letters"');
    const listed = async (...args: string[]) =>
      DeadLettersResponse.parse(JSON.parse(await run('dead-letters', '--json', ...args))).items.length;
    expect([await listed('--ticker', 'AAPL'), await listed('--code', 'REFUSED')]).to.deep.equal([1, 0]);
    expect(await run('dead-letters', 'revive', String(id))).to.contain('AAPL of insider-trades is requested again');
    expect(await listed()).to.equal(0);
    const revived = await cli.store.sql.$queryRaw`SELECT type FROM events WHERE type LIKE 'dead-letter.%' ORDER BY id`;
    expect(revived).to.deep.equal([{ type: 'dead-letter.made' }, { type: 'dead-letter.revived' }]);
  });

  it('says of channels which are dead or untried, and nothing of their secrets', async () => {
    const added = await run(
      ...[
        'alert',
        'add',
        'phone',
        'telegram',
        '--set',
        'chat=42',
        '--secret',
        `token=123456:a-${mark}-of-a-bot`,
        '--json',
      ],
    );
    const hook: NewAlertChannel = {
      name: 'hook',
      kind: 'webhook',
      settings: {},
      secret: { url: `https://hook.example/${mark}` },
      minSeverity: 'warning',
      watchMatches: true,
      createdBy: 'test',
    };
    const dead = await addAlertChannel(cli.store.db, hook, at);
    await recordChannelFailure(
      cli.store.sql,
      dead?.id ?? 0n,
      { error: 'it is gone', retryAt: null, isFinal: true },
      at,
    );
    const [status, channels, asJson] = [
      await run('status'),
      await run('alert', 'channels'),
      await run('alert', 'channels', '--json'),
    ];
    expect(status).to.contain('alerts do not reach hook (webhook): it is gone; try "tickermill alert test hook"');
    expect(status).to.contain('phone (telegram) was never sent an alert: try "tickermill alert test phone"');
    expect(channels)
      .to.match(/hook +webhook +failing/)
      .and.to.match(/phone +telegram +untested/);
    for (const said of [added, status, channels, asJson]) expect(said).not.to.contain(mark);
  });
});
