import { tableFamilies, tableRules } from '../../packages/store/dist/storage/index.js';
import { madeFrom, table } from './table.mjs';

const words = {
  'insider-trades': 'insider trades',
};

function keptOf(kept) {
  if ('setting' in kept) return [`[\`${kept.setting}\`](configuration.md)`, kept.what];
  if ('days' in kept) return [`${kept.days} days`, kept.what];
  return ['', kept.forever];
}

/** The page of what is kept for how long, from the rules of the tables. */
export function retentionPage() {
  const rows = tableFamilies.flatMap((family) =>
    Object.entries(tableRules)
      .filter(([, rule]) => rule.family === family)
      .map(([name, { kept }]) => [words[family] ?? family, `\`${name}\``, ...keptOf(kept)]),
  );
  return `${madeFrom('packages/store/src/storage/tables.ts')}

# What is kept, and for how long

Every table has a rule, which a test compares with the schema. What is past its time goes once a day, in statements of at most
some thousand rows, each a transaction of its own: no reader waits for them. What a run came to stays in its report when its tasks
are gone.

\`GET status\` and \`tickermill doctor\` show how large the tables of each family are, how much the database grows a day, and when the
disk will be full at that rate. Sizes are kept day by day in \`storage_sizes\`; growth is known after three days. With less than
\`DISK_PAUSE_PERCENT\` free (5 %) all sources pause themselves and an [alert](alerts.md) goes out; they resume with 3 points more
([the disk is nearly full](runbooks/disk-low.md)).

${table(['Family', 'Table', 'Kept for', 'Which, or why for ever'], rows)}
`;
}
