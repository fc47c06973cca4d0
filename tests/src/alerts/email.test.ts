import { alertChannels } from '@tickermill/store/alerts';
import { expect } from 'chai';
import { type AlertWorld, openAlertWorld, runOf } from './alert-world.fixture.ts';
import { openMailServer } from './mail-server.fixture.ts';

describe('alerts by mail', () => {
  let world: AlertWorld;
  beforeEach(async () => {
    world = await openAlertWorld();
  });
  afterEach(() => world.close());

  const settingsOf = (port: number, more: object = {}) => ({
    host: 'localhost',
    port,
    security: 'none',
    from: 'ticks@mail.example',
    to: ['anna@mail.example', 'ben@mail.example'],
    ...more,
  });
  const send = async (settings: object, secret: object = {}) => {
    await world.addChannel('mail', 'email', { settings, secret });
    await world.publish('run.finished', runOf('failed'));
    await world.look();
    return (await alertChannels(world.store.sql))[0];
  };

  it('arrive, with the same id however often they are tried', async () => {
    const logins: string[] = [];
    let isDown = true;
    const server = await openMailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth({ username = '', password = '' }, _session, done) {
        logins.push(`${username}:${password}`);
        done(null, { user: username });
      },
      onMailFrom(_address, _session, done) {
        done(isDown ? Object.assign(new Error('greylisted, try later'), { responseCode: 451 }) : null);
      },
    });
    try {
      const channel = await send(settingsOf(server.port, { user: 'ticks' }), { password: 'a s3cret' });
      expect(channel?.lastError).to.match(/^localhost: 451 .*greylisted/);
      isDown = false;
      world.pass(1);
      await world.look();
      expect(logins).to.deep.equal(['ticks:a s3cret', 'ticks:a s3cret']);
      expect(server.mails).to.have.length(1);
      const [mail = ''] = server.mails;
      expect(mail).to.contain('Subject: CRITICAL: the insider-trades run 7 failed: 17 of 20 targets');
      expect(mail).to.contain('To: anna@mail.example, ben@mail.example');
      expect(mail).to.match(/^Message-ID: <tickermill-1@mail\.example>/m);
      expect(mail).to.contain('You can: see what failed: tickermill runs 7');
    } finally {
      await server.close();
    }
  });

  it('are given up at once where the server refuses the login', async () => {
    const server = await openMailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_login, _session, done) => done(new Error('no such login')),
    });
    try {
      const channel = await send(settingsOf(server.port, { user: 'ticks' }), { password: 'wrong' });
      expect(channel?.lastError).to.contain('no such login').and.not.to.contain('wrong');
      expect(channel?.failingSince).to.not.equal(null);
    } finally {
      await server.close();
    }
  });

  it('are not sent in the clear where encryption was asked for', async () => {
    const server = await openMailServer({ disabledCommands: ['STARTTLS'] });
    try {
      const channel = await send(settingsOf(server.port, { security: 'starttls' }));
      expect(channel?.lastError).to.match(/^localhost: /);
      expect(server.mails).to.deep.equal([]);
    } finally {
      await server.close();
    }
  });
});
