// Writes the pages of docs/ that are generated from the code, or checks that they are current. Also checks what the other
// documents promise: links, npm commands, the settings of .env.example, and a meaning for every column of the database.
// Imports the compiled packages, so build first.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationPage } from './docs/configuration.mjs';
import { dataModelPage, withoutMeaning } from './docs/data-model.mjs';
import { outdatedExamples } from './docs/env-example.mjs';
import { errorCodesPage } from './docs/error-codes.mjs';
import { metricsPage } from './docs/metrics.mjs';
import { brokenPromises, missingInReadme } from './docs/promises.mjs';
import { retentionPage } from './docs/retention.mjs';
import { sourcesPage } from './docs/sources.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const pages = {
  'docs/configuration.md': configurationPage,
  'docs/data-model.md': dataModelPage,
  'docs/error-codes.md': errorCodesPage,
  'docs/metrics.md': metricsPage,
  'docs/retention.md': retentionPage,
  'docs/sources.md': sourcesPage,
};

const command = process.argv[2];
if (command !== 'write' && command !== 'check') {
  console.error('usage: node scripts/docs.mjs write | check');
  process.exit(2);
}

const problems = [];
for (const [file, render] of Object.entries(pages)) {
  const wanted = await render(root);
  const place = path.join(root, file);
  const there = existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  if (there === wanted) continue;
  if (command === 'check') problems.push(`${file}:1  is not what the code says now: run "npm run docs"`);
  else {
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, wanted);
    console.log(`wrote ${file}`);
  }
}

const inDocs = existsSync(path.join(root, 'docs')) ? readdirSync(path.join(root, 'docs'), { recursive: true }) : [];
for (const file of ['README.md', ...inDocs.map((name) => `docs/${name}`)]) {
  if (file.endsWith('.md') && existsSync(path.join(root, file))) problems.push(...brokenPromises(root, file));
}
problems.push(...outdatedExamples(root), ...missingInReadme(root), ...withoutMeaning(root));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
