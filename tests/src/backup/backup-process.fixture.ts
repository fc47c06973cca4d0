// A process that backs up or restores, run by killed.ts: it says each step on the standard output.
// Arguments: what it does, the URL of the database, the file.
import { makeBackup, restoreBackup } from '@tickermill/backup';
import { silentLog } from '@tickermill/testkit';

const [what, url = '', file = ''] = process.argv.slice(2);
const onProgress = ({ step }: { step: string }) => void process.stdout.write(`${step}\n`);
const now = () => new Date('2026-11-20T03:15:00Z');

if (what === 'backup') await makeBackup({ url, file, key: null, trigger: 'manual', now, onProgress });
else {
  const about = { sources: 'sandbox', queueBackend: 'postgres', log: silentLog, confirm: async () => true };
  await restoreBackup({ url, file, key: null, now, onProgress, ...about });
}
process.stdout.write('end\n');
