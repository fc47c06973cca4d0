import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '@tickermill/store/postgres';
import { checkout, cloneDatabase, type ScratchDatabase, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';

const run = promisify(execFile);
const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');
const migrations = path.join(checkout, 'prisma', 'migrations');

describe('an installation that an older build has filled', () => {
  let database: ScratchDatabase;
  let folder: string;
  before(async () => {
    database = await cloneDatabase('template0');
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-older-'));
  });
  after(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is told once what is new, what that requests and how to begin', async () => {
    const older = readdirSync(migrations).filter((name) => /^\d/.test(name) && name < '20261122120000_prices');
    for (const name of older) cpSync(path.join(migrations, name), path.join(folder, name), { recursive: true });
    await migrate(database.url, silentLog, { dir: folder });
    const migrated = async () => {
      const env = { ...process.env, DATABASE_URL: database.url, NO_COLOR: '1' };
      return (await run(process.execPath, [cli, 'migrate'], { env })).stdout;
    };
    const said = await migrated();
    expect(said).to.contain('applied 20261122120000_prices').and.to.contain('New since the build');
    expect(said).to.match(
      /daily prices and quotes.*it requests +prices from Yahoo.*begin with +npx tickermill refresh/s,
    );
    expect(said).not.to.contain('watch rules');
    expect(await migrated()).to.equal('up to date\n');
  });
});
