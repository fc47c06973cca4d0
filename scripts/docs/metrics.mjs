import { boundsSeconds, metricDefinitions } from '../../packages/runtime/dist/metrics/index.js';
import { madeFrom, table } from './table.mjs';

const rowsOf = (of) =>
  Object.entries(metricDefinitions)
    .filter(([, definition]) => definition.of === of)
    .map(([name, { kind, labels, help }]) => [
      `\`${name}\``,
      kind,
      labels.map((label) => `\`${label}\``).join(', ') || '–',
      help,
    ]);
const head = ['Metric', 'Kind', 'Labels', 'Meaning'];

export function metricsPage() {
  return `${madeFrom('packages/runtime/src/metrics/definitions.ts')}

# Metrics

The API and every worker export their metrics at \`/metrics\`, for Prometheus.

| where | who may read it |
| --- | --- |
| the API, at its port | a caller with \`METRICS_TOKEN\`, or any token of the API |
| a worker, at \`WORKER_PORT\`, beside its health | everyone who reaches the port (loopback unless \`LISTEN_HOST\` says otherwise); with \`METRICS_TOKEN\` set, a caller with it |

\`\`\`sh
curl -s -H "Authorization: Bearer $METRICS_TOKEN" http://127.0.0.1:7420/metrics
\`\`\`

Every process also exports its version (\`tickermill_build_info\`) and the metrics of any Node.js process: CPU, memory, open
files (\`process_*\`), event loop lag, heap and garbage collection (\`nodejs_*\`). Durations are counted in buckets up to
${boundsSeconds.join(', ')} seconds.

## What a worker counts

Each worker exports its own figures: sum over the workers.

${table(head, rowsOf('worker'))}

## What the API exports

The requests to itself, and facts about all processes together, which are read from the database and the queue on each scrape,
at most every 5 s. A gauge whose read failed is not exported, and \`tickermill_facts_up\` is 0. If several APIs are scraped,
each exports the same facts: take the maximum, not the sum.

${table(head, rowsOf('api'))}

## Latency over days

Counters end with their process. Requests, failures and latency of each source are kept by the hour for 90 days in the table
\`source_hours\`; [\`GET /api/v1/sources\`](api.md#sources) returns them.
`;
}
