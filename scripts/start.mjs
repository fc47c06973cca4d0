// `npm start`: prepares the clone and runs Tickermill in this terminal until it is stopped.
import './machine.mjs';
import path from 'node:path';
import { prepareToRun, root } from './prepare.mjs';
import { runInTerminal } from './run-in-terminal.mjs';

await prepareToRun();
runInTerminal([path.join(root, 'apps/cli/dist/main.js'), 'up', ...process.argv.slice(2)]);
