import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '@tickermill/testkit';
import { expect } from 'chai';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { readCompose, textOf, variablesOf } from './compose.ts';
import { environmentOf, readStages } from './dockerfile.ts';

const secrets = {
  POSTGRES_PASSWORD: 'secret1',
  WRITER_PASSWORD: 'secret3',
  REDIS_PASSWORD: 'secret2',
  API_TOKEN: 'a token of thirty-two letters and more',
};
const exampleNames = [...textOf('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);

describe('the image', () => {
  const text = textOf('Dockerfile');
  const stages = readStages(text);
  const runtime = stages.at(-1);

  it('is described without a slip', () => {
    expect(validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).to.deep.equal([]);
  });

  it('copies what is there, and knows every workspace', () => {
    const names = new Set(stages.map(({ name }) => name));
    for (const { instructions, from } of stages) {
      expect(names.has(from) || from === 'node:20-bookworm-slim', from).to.equal(true);
      for (const { flags, rest } of instructions.filter(({ name }) => name === 'COPY')) {
        const from = flags['from'];
        if (from !== undefined) expect(names.has(from), from).to.equal(true);
        else
          for (const source of rest.split(/\s+/).slice(0, -1))
            expect(existsSync(checkout + source), source).to.equal(true);
      }
    }
    const workspaces = ['packages', 'apps'].flatMap((group) =>
      readdirSync(checkout + group).map((name) => `${group}/${name}/package.json`),
    );
    for (const manifest of [...workspaces, 'tests/package.json', 'bench/package.json'])
      expect(text).to.contain(`COPY ${manifest} ${path.dirname(manifest)}/\n`);
    const built = /tsc -b (.*)/.exec(text)?.[1]?.split(' ');
    const programs = readdirSync(`${checkout}apps`).filter((name) => name !== 'dashboard');
    expect(built).to.deep.equal(programs.map((name) => `apps/${name}`));
    expect(text).to.contain('RUN node scripts/build-dashboard.mjs\n');
  });

  it('runs as nobody in particular, listens to its network, and is asked whether it is well', () => {
    const last = (name: string) => runtime?.instructions.findLast((each) => each.name === name)?.rest;
    expect(last('USER')).to.equal('node');
    expect(last('HEALTHCHECK') ?? runtime?.instructions.some(({ name }) => name === 'HEALTHCHECK')).to.be.ok;
    if (!runtime) throw new Error('unreachable');
    expect(environmentOf(runtime)).to.include({
      LISTEN_HOST: '0.0.0.0',
      SANDBOX_HOST: '0.0.0.0',
      NODE_ENV: 'production',
    });
    for (const name of Object.keys(environmentOf(runtime)).filter((each) => !each.startsWith('NODE_')))
      expect(exampleNames, name).to.include(name);
  });

  it('is made from sources alone', () => {
    const ignored = textOf('.dockerignore').split('\n');
    for (const pattern of ['.git', '.env', '.tickermill', '**/node_modules', '**/dist', '**/site', '**/generated'])
      expect(ignored).to.include(pattern);
  });
});

describe('the containers', () => {
  const { services, volumes } = readCompose(secrets);
  const ours = Object.entries(services).filter(([, { image }]) => image === 'tickermill');

  it('are those of an installation', () => {
    expect(Object.keys(services)).to.have.members(['postgres', 'redis', 'migrate', 'sandbox', 'api', 'worker']);
    expect(readdirSync(checkout).filter((name) => name.startsWith('docker-compose'))).to.have.length(2);
  });

  it('may do nothing that they need not', () => {
    for (const [name, service] of Object.entries(services)) {
      const { cap_drop, security_opt, tmpfs, build, user, mem_limit, cpus, pids_limit } = service;
      expect([mem_limit, cpus, pids_limit], name).to.deep.equal([name === 'postgres' ? '2g' : '1g', 2, 512]);
      expect(cap_drop, name).to.deep.equal(['ALL']);
      expect(security_opt, name).to.deep.equal(['no-new-privileges:true']);
      expect(tmpfs, name).to.include('/tmp');
      expect(build ?? user, `${name} is not root`).to.be.a('string');
    }
    expect(Object.values(services).flatMap(({ ports }) => ports)).to.deep.equal(['127.0.0.1:7420:7420']);
  });

  it('say whether they are well, and wait for what they need', () => {
    for (const [name, { healthcheck, depends_on }] of Object.entries(services)) {
      expect(name === 'api' || healthcheck !== undefined, name).to.equal(true); // the image asks the API
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const wanted = other === 'migrate' ? 'service_completed_successfully' : 'service_healthy';
        expect([Object.keys(services).includes(other), condition], `${name} on ${other}`).to.deep.equal([true, wanted]);
      }
    }
    for (const name of ['api', 'worker'])
      expect(services[name]?.depends_on, name).to.have.all.keys('postgres', 'redis', 'migrate');
  });

  it('keep what they are given', () => {
    expect(services['redis']?.command.join(' ')).to.contain('--maxmemory-policy noeviction --appendonly yes');
    expect(services['redis']?.volumes).to.deep.equal(['redis:/data']);
    // From 18 on the image keeps its data in a folder of the version below this one.
    expect(services['postgres']?.volumes).to.deep.equal(['postgres:/var/lib/postgresql']);
    expect(volumes).to.have.all.keys('postgres', 'redis');
  });

  it('reach Redis with its password, without which nobody does', () => {
    const { command, environment, ports } = services['redis'] ?? {};
    expect(command?.join(' ')).to.contain('--requirepass secret2');
    expect(environment).to.deep.equal({ REDISCLI_AUTH: 'secret2' });
    expect(ports).to.deep.equal([]);
    for (const name of ['api', 'worker', 'migrate'])
      expect(services[name]?.environment).to.include({ REDIS_URL: 'redis://:secret2@redis:6379' });
  });

  it('own the database in one of them alone, which makes the login of the others', () => {
    const owner = 'postgresql://tickermill:secret1@postgres:5432/tickermill';
    const writer = 'postgresql://tickermill_process:secret3@postgres:5432/tickermill';
    expect(services['migrate']?.environment).to.include({ DATABASE_URL: owner, WRITER_PASSWORD: 'secret3' });
    for (const name of ['api', 'worker']) {
      expect(services[name]?.environment).to.include({ DATABASE_URL: writer }).and.not.have.property('WRITER_PASSWORD');
      expect(JSON.stringify(services[name])).to.not.contain('secret1');
    }
  });

  it('start programs that are there, with settings that there are', () => {
    for (const [name, { command, environment = {} }] of ours) {
      const program = command.find((part) => /\.m?js$/.test(part))?.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts') ?? '';
      expect(existsSync(checkout + program), `${name}: ${program}`).to.equal(true);
      for (const setting of Object.keys(environment)) expect(exampleNames, name).to.include(setting);
    }
    const asked = variablesOf(textOf('docker-compose.yml') + textOf('docker-compose.live.yml'));
    expect(asked.filter((name) => !exampleNames.includes(name))).to.deep.equal([]);
  });

  it('do not start without their secrets', () => {
    for (const name of Object.keys(secrets)) {
      const { [name as keyof typeof secrets]: _, ...others } = secrets;
      expect(() => readCompose(others), name).to.throw(name);
    }
  });

  it('ask the sandbox or the real hosts, never both with the same data', () => {
    expect(services['worker']?.environment).to.include({ SOURCES: 'sandbox', UPSTREAM_GATEWAY: 'http://sandbox:7421' });
    const live = parse(textOf('docker-compose.live.yml')) as {
      services: Record<string, { environment?: Record<string, string>; volumes?: string[]; profiles?: string[] }>;
    };
    for (const name of ['api', 'worker', 'migrate'])
      expect(live.services[name]?.environment).to.include({ SOURCES: 'live' });
    expect(live.services['worker']?.environment).to.include({ UPSTREAM_GATEWAY: '' });
    expect(live.services['sandbox']?.profiles).to.deep.equal(['sandbox']);
    for (const name of ['postgres', 'redis']) {
      const [usual, other] = [services[name]?.volumes[0], live.services[name]?.volumes?.[0]];
      expect(other?.split(':')).to.deep.equal([`${name}-live`, usual?.split(':')[1]]);
    }
  });
});
