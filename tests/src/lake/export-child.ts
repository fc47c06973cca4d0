// Exports in a process that a test kills: `node export-child.js <database> <folder>`.

import { exportLake } from '@tickermill/engine/maintenance';
import { folderTarget } from '@tickermill/lake/files';
import { openStore } from '@tickermill/store';
import { silentLog } from '@tickermill/testkit';

const [url = '', folder = ''] = process.argv.slice(2);
const store = openStore({ url, connections: 3 });
process.stdout.write('begins\n');
const deps = { store, now: () => new Date(), log: silentLog, target: folderTarget(folder) };
await exportLake(deps, { runId: null, whole: false, verify: false });
await store.close();
