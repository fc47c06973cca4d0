import { boundsSeconds, metricDefinitions } from '../../packages/runtime/dist/index.js';
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
const head = ['Metric', 'Kind', 'Labels', 'What it tells'];

export function metricsPage() {
  return `${madeFrom('packages/runtime/src/metrics/definitions.ts')}

# Metrics

The API and every worker tell their metrics at \`/metrics\`, for Prometheus.

| where | who may read it |
| --- | --- |
| the API, at its port | whoever carries \`METRICS_TOKEN\`, or any token of the API |
| a worker, at \`WORKER_PORT\`, beside its health | everyone who reaches the port (loopback unless \`LISTEN_HOST\` says otherwise); with \`METRICS_TOKEN\` set, whoever carries it |

\`\`\`sh
curl -s -H "Authorization: Bearer $METRICS_TOKEN" http://127.0.0.1:7420/metrics
\`\`\`

Every process also tells its version (\`tickermill_build_info\`) and the metrics of any Node.js process: CPU, memory, open
files (\`process_*\`), event loop lag, heap and garbage collection (\`nodejs_*\`). Durations are counted in buckets up to
${boundsSeconds.join(', ')} seconds.

## What a worker counts

Of itself alone: sum over the workers.

${table(head, rowsOf('worker'))}

## What the API tells

The requests to itself, and what holds for all processes together: that is read from the database and the queue when
Prometheus asks, at most every 5 s. What cannot be read is not told, and \`tickermill_facts_up\` is 0. Where several APIs
are scraped, each tells the same: take the maximum, not the sum.

${table(head, rowsOf('api'))}

## Latency that lasts

Counters end with their process. What each source was asked, how often it failed and how soon it answered is kept by the
hour for 90 days in the table \`source_hours\`, and told by [\`GET /api/v1/sources\`](api.md#sources).
`;
}
