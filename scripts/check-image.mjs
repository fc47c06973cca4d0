// `npm run check:image`: makes in a folder what an image would hold, by the steps of the Dockerfile, and runs it as the
// containers of docker-compose.yml would. Takes minutes and the npm registry, so that it is no part of `npm test`.
import './machine.mjs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build, generateClient, installDependencies, root } from './prepare.mjs';
import { indent } from './progress.mjs';
import { findRedis, NoRedis } from './redis.mjs';
import { CommandFailed } from './run-quietly.mjs';

try {
  await installDependencies();
  await generateClient();
  await build(['tests']);
  const env = { ...process.env, TESTKIT_REDIS_SERVER: await findRedis() };
  const program = path.join(root, 'tests/dist/containers/check-image.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program], { cwd: root, stdio: 'inherit', env });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  if (!(error instanceof CommandFailed || error instanceof NoRedis)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  process.exit(1);
}
