import { collectors } from '../../packages/collectors/dist/index.js';
import { errorCatalogue } from '../../packages/core/dist/index.js';
import { get, makeAnswer, QuotaSpent, sources, Throttled } from '../../packages/upstream/dist/index.js';
import { answersOf } from './source-answers.mjs';
import { madeFrom, table } from './table.mjs';

const span = (ms) => {
  const units = [
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ];
  const [unit, size] = units.find(([, each]) => ms % each === 0 && ms >= each) ?? ['ms', 1];
  return `${ms / size} ${unit}`;
};
const rate = ({ requests, perMs }) =>
  `${requests} per ${span(perMs)
    .replace(/^1 s$/, 'second')
    .replace(/^1 min$/, 'minute')}`;
const bytes = (count) => `${count / 1024 / 1024} MB`;
const code = (text) => `\`${text}\``;

function backoff({ kind, ...rest }) {
  if (kind === 'exponential')
    return `exponential, from ${span(rest.baseMs)} to ${span(rest.capMs)}, ${rest.jitter * 100} % random`;
  return `${kind}: ${rest.ms.map(span).join(', ')}, and so on`;
}

/** How a source's answers are classified: by its own `classify`, with an example of each. */
function meanings(source) {
  const examples = answersOf[source.id];
  if (!examples) throw new Error(`scripts/docs/source-answers.mjs has no answers of ${source.id}`);
  return examples.map(({ what, url, method, etag, ...answer }) => {
    const request = { ...get(url), ...(method && { method }), ...(etag && { etag }) };
    const found = source.classify(
      makeAnswer(request, { headers: {}, ...answer, body: Buffer.from(answer.body ?? '') }),
      source.quietMs,
    );
    if (!found) return [what, 'data, read by the step that requested it', '–'];
    const quiet =
      found instanceof QuotaSpent
        ? ` Every process waits until midnight in ${found.resetZone}.`
        : found instanceof Throttled
          ? ` Every process pauses for ${span(found.quietMs)}.`
          : '';
    return [what, code(found.code), errorCatalogue[found.code].meaning + quiet];
  });
}

const section = (source) => {
  const { id, name, hosts, pace, ceiling, maxPace, quota, quietMs, probe, timeoutMs, maxBytes, terms } = source;
  const datasets = collectors.filter((collector) => collector.source === id).map(({ dataset }) => code(dataset));
  return `## ${name}

${terms}

${table(
  [code(id), ''],
  [
    ['datasets', datasets.join(', ')],
    ['hosts, and no other', hosts.map(code).join(', ')],
    ['the source allows (ceiling)', `${rate(ceiling)}, all hosts together`],
    ['Tickermill sends (pace)', `${rate(pace)}; an operator may set up to ${rate(maxPace)}`],
    [
      'credentials',
      source.key
        ? `a key: ${code(source.key.setting)}; without one the source is disabled`
        : source.session
          ? 'no key; a cookie and its crumb for some requests'
          : 'no key',
    ],
    ['daily quota', quota ? `${quota.perDay} requests, from midnight in ${quota.resetZone}` : 'none counted'],
    ['pause after a throttle', `${span(quietMs)}, or as long as its Retry-After says (1 s to 1 h)`],
    ['probe after the pause', code(`${probe.method} ${probe.url}`)],
    ['retries', backoff(source.backoff)],
    ['limits of an answer', `${span(timeoutMs)}, and ${bytes(maxBytes)} unless the request says otherwise`],
  ],
)}

How answers are classified, by their body and not by their status alone:

${table(['Answer', 'Classified as', 'Meaning'], meanings(source))}
`;
};

export function sourcesPage() {
  return `${madeFrom('packages/upstream/src/sources.ts and each source’s classify')}

# Sources

The upstreams that Tickermill sends requests to: what each allows, the pace in use, and the terms that you accept by using
it. The limits hold for all processes and machines of an installation together, because they are kept in Postgres
([rate limits](rate-limits.md)). [\`PATCH /api/v1/sources/{id}\`](api.md#sources) changes a pace while workers run.

${Object.values(sources).map(section).join('\n')}`;
}
