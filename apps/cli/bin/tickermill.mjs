#!/usr/bin/env node
// The command as npm links it: there from the first install on, while what it runs is there once it is built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('Tickermill is not built yet. Run "npm start" once, or "npm run build".');
  process.exit(2);
}
process.setSourceMapsEnabled(true);
await import(main.href);
