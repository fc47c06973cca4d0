import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { openInstallation } from './installation.ts';

describe('the data directory of an installation', () => {
  let home: string;
  const file = (name: string) => path.join(home, name);
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'tickermill-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('knows the process that runs it by when that started', () => {
    openInstallation(home).claim('http://127.0.0.1:7420');
    expect(openInstallation(home).running()).to.include({ pid: process.pid, url: 'http://127.0.0.1:7420' });
    const record = JSON.parse(readFileSync(file('running.json'), 'utf8'));
    expect(record.identity).to.be.a('string');
    // The same id, given to another program since.
    writeFileSync(file('running.json'), JSON.stringify({ ...record, identity: 'another boot/1' }));
    expect(openInstallation(home).running()).to.equal(null);
    expect(openInstallation(home).repair()).to.deep.equal([
      `running.json named process ${process.pid}, which is gone or another program, and was removed`,
    ]);
    expect(existsSync(file('running.json'))).to.equal(false);
    openInstallation(home).claim(null);
  });

  it('keeps the logs to its owner, those of an older build too', () => {
    const logs = openInstallation(home).logsDir;
    expect(statSync(logs).mode & 0o777).to.equal(0o700);
    chmodSync(logs, 0o755);
    expect(statSync(openInstallation(home).logsDir).mode & 0o777).to.equal(0o700);
  });

  it('keeps the data directory to its owner, one of an older build too, and makes none wider', () => {
    const closed = process.getuid?.() === 0 ? 0o711 : 0o700;
    const mode = (folder: string) => statSync(folder).mode & 0o777;
    openInstallation(file('made')).token();
    expect(mode(file('made'))).to.equal(closed);
    chmodSync(home, 0o755);
    openInstallation(home).token();
    expect(mode(home), 'a command leaves it').to.equal(0o755);
    openInstallation(home).claim(null);
    expect(mode(home)).to.equal(closed);
    chmodSync(home, 0o700);
    openInstallation(home).claim(null);
    expect(mode(home)).to.equal(0o700);
    expect(mode(file('running.json'))).to.equal(0o600);
  });

  it('believes the id alone where an older build wrote the record', () => {
    writeFileSync(
      file('running.json'),
      JSON.stringify({ pid: process.pid, url: null, startedAt: '2026-11-22T00:00:00Z' }),
    );
    expect(openInstallation(home).running()).to.include({ pid: process.pid });
    expect(openInstallation(home).repair()).to.deep.equal([]);
  });

  it('mends an empty or torn record and an empty token, and says so', () => {
    for (const torn of ['', '{"pid": 12', '[]', '{"pid": 0, "url": null, "startedAt": "2026-11-22T00:00:00Z"}']) {
      writeFileSync(file('running.json'), torn);
      expect(openInstallation(home).running(), torn).to.equal(null);
      expect(openInstallation(home).repair(), torn).to.deep.equal(['running.json was empty or torn, and was removed']);
    }
    const token = openInstallation(home).token();
    expect(openInstallation(home).repair()).to.deep.equal([]);
    expect(openInstallation(home).token()).to.equal(token);
    for (const torn of ['', '\n', token.slice(0, 31)]) {
      writeFileSync(file('token'), torn);
      expect(openInstallation(home).repair()).to.deep.equal(['the local token was empty or torn; a new one was made']);
      expect(openInstallation(home).token()).to.match(/^[0-9a-f]{64}$/);
    }
    expect(statSync(file('token')).mode & 0o777).to.equal(0o600);
  });
});
