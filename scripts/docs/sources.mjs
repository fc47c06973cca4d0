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
  return ms === size ? unit : `${ms / size} ${unit}`;
};
const rate = ({ requests, perMs }) =>
  `${requests} a ${span(perMs)}`.replace('a s', 'a second').replace('a min', 'a minute');
const bytes = (count) => `${count / 1024 / 1024} MB`;
const code = (text) => `\`${text}\``;

function backoff({ kind, ...rest }) {
  if (kind === 'exponential')
    return `exponential, from ${span(rest.baseMs)} to ${span(rest.capMs)}, ${rest.jitter * 100} % of it drawn`;
  return `${kind}: ${rest.ms.map(span).join(', ')}, and so on`;
}

/** What a source's answers are taken for: its own `classify` is asked about an example of each. */
function meanings(source) {
  const examples = answersOf[source.id];
  if (!examples) throw new Error(`scripts/docs/source-answers.mjs has no answers of ${source.id}`);
  return examples.map(({ what, url, method, ...answer }) => {
    const request = { ...get(url), ...(method && { method }) };
    const found = source.classify(
      makeAnswer(request, { headers: {}, ...answer, body: Buffer.from(answer.body ?? '') }),
      source.quietMs,
    );
    if (!found) return [what, 'read by the step that asked', '–'];
    const quiet =
      found instanceof QuotaSpent
        ? ` Nobody asks before midnight in ${found.resetZone}.`
        : found instanceof Throttled
          ? ` Nobody asks for ${span(found.quietMs)}.`
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
    ['allows', `${rate(ceiling)}, all hosts together`],
    ['is asked at', `${rate(pace)}; an operator may set up to ${rate(maxPace)}`],
    [
      'needs',
      source.key
        ? `a key: ${code(source.key.setting)}; it is not asked without one`
        : source.session
          ? 'no key; a cookie and its crumb for some requests'
          : 'no key',
    ],
    ['requests of a day', quota ? `${quota.perDay}, from midnight in ${quota.resetZone}` : 'not counted'],
    ['is left alone after a throttle', `${span(quietMs)}, or for as long as its Retry-After says (1 s to 1 h)`],
    ['is probed after that by', code(`${probe.method} ${probe.url}`)],
    ['retries', backoff(source.backoff)],
    ['an answer', `within ${span(timeoutMs)}, of at most ${bytes(maxBytes)} where the request does not say otherwise`],
  ],
)}

What its answers are taken for, by their body and not their status alone:

${table(['Answer', 'Is', 'Meaning'], meanings(source))}
`;
};

export function sourcesPage() {
  return `${madeFrom('packages/upstream/src/sources.ts and each source’s classify')}

# Sources

Whom Tickermill asks, what each allows, what it is asked at, and what you agree to by asking. The rules hold over all
processes and machines of an installation together: they stand in Postgres
([decision 2](decisions/0002-permit-in-postgres.md)). A pace is changed with
[\`PATCH /api/v1/sources/{id}\`](api.md#sources) while workers run.

${Object.values(sources).map(section).join('\n')}`;
}
