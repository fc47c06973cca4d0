import { occurrences, type Rule, type SourceFile, sources } from './sources.ts';

const WARN_LINES = 350;
const MAX_LINES = 500;
const MAX_TEST_LINES = 800;

const isIn =
  (...folders: string[]) =>
  (file: SourceFile) =>
    folders.some((folder) => file.path.startsWith(`${folder}/`));
const lines = ({ text }: SourceFile) => text.trimEnd().split('\n').length;
const isTestCode = (file: SourceFile) => file.isTest || isIn('tests')(file);

/** Long sources, on their way to too long: told, not failed. */
export const longSources = () =>
  sources
    .filter((file) => !isTestCode(file) && lines(file) > WARN_LINES && lines(file) <= MAX_LINES)
    .map((file) => `${file.path} has ${lines(file)} lines (${MAX_LINES} fail)`);

/** What of the command line is the start of a process. */
const processEntries = ['main.ts', 'command-host.ts', 'prepare-installation.ts'].map((name) => `apps/cli/src/${name}`);

export const textRules: readonly Rule[] = [
  {
    name: 'packages do not read the environment',
    reason:
      'Settings are read and checked once, by packages/runtime, and handed down; a package that reads process.env has a setting that nobody listed. (Handing it whole to a child process, `...process.env`, reads none.)',
    find: () =>
      sources
        .filter((file) => isIn('packages')(file) && !isIn('packages/runtime', 'packages/testkit')(file))
        .flatMap((file) =>
          occurrences(file, /(?<!\.\.\.)\bprocess\.env\b|import\s*\{[^}]*\benv\b[^}]*\}\s*from 'node:process'/g),
        ),
  },
  {
    name: 'commands use the host that they are given',
    reason:
      'Tests run commands within their own process: what a command reads from its environment or a stream, writes and exits with goes through commandHost() and setExitCode() of apps/cli/src/command-host.ts, never through `process`.',
    find: () =>
      sources
        .filter((file) => isIn('apps/cli/src')(file) && !file.isTest && !processEntries.includes(file.path))
        .flatMap((file) =>
          occurrences(
            file,
            /\bprocess\.(?:env|stdin|stdout|stderr|exitCode|exit)\b|\bread(?:Settings|FeatureFlags)\((?:\[[^\]]*\]|\w*)\)/g,
          ),
        ),
  },
  {
    name: 'core and collectors have no clock',
    reason: 'A collector is a pure function of an answer: the same answer means the same tomorrow. Time is handed in.',
    find: () =>
      sources
        .filter(isIn('packages/core', 'packages/collectors'))
        .flatMap((file) =>
          occurrences(file, /\bDate\.now\(|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|(?<!\bnew )\bDate\(/g),
        ),
  },
  {
    name: 'files stay short',
    reason: `A file of over ${MAX_LINES} lines (tests ${MAX_TEST_LINES}) holds more than one thing: move one of them out.`,
    find: () =>
      sources
        .filter((file) => lines(file) > (isTestCode(file) ? MAX_TEST_LINES : MAX_LINES))
        .map((file) => `${file.path}:${lines(file)}  ${lines(file)} lines`),
  },
  {
    name: 'nothing is left to do later',
    reason: 'A note to do something later is not read again. Do it, or open an issue and leave the code whole.',
    find: () => sources.flatMap((file) => occurrences(file, /\b(?:TO[D]O|FIX[M]E)\b/g, file.text)),
  },
  {
    name: 'tests wait long enough',
    reason:
      'A machine at a quarter of the speed, or shared with others, is no failure: no test has less than 180 s, and none waits less than 120 s for a fact. The defaults of mocha and of `until` are that.',
    find: () => [
      ...sources
        .filter(isTestCode)
        .flatMap((file) => occurrences(file, /\btimeout\((?:[1-9]\d{0,4}|\d{1,2}_\d{3}|1[0-7]\d_\d{3})\)/g)),
      ...sources
        .filter(isTestCode)
        .flatMap((file) => occurrences(file, /\bwithinMs: (?:\d{1,5}|\d{1,2}_\d{3}|1[01]\d_\d{3})\b(?! \*)/g)),
    ],
  },
  {
    name: 'every test runs',
    reason: 'A test run alone silences all others.',
    find: () => sources.flatMap((file) => occurrences(file, /\b(?:describe|context|suite|it|test|specify)\.only\(/g)),
  },
];
