import { occurrences, type Rule, sources } from './sources.ts';

/** Nouns of the field, and of English, that end in -ing: these say what they hold. */
const nouns =
  /(?:Filing|Finding|Heading|Holding|Listing|Mapping|Nothing|Padding|Pricing|Rating|Reading|Setting|Spacing|Spelling|Standing|String|Timing)$/;

/** Words of ours that the field has others for. */
const ownWords: readonly [name: RegExp, words: string][] = [
  [/^most[A-Z]/, 'max…'],
  [/^(?:tells?|told)[A-Z]|^(?:tell|teller)$|^is[A-Z]?\w*Told$|^telling/, 'publish, log, report, record or print'],
  [/^say$/, 'print'],
  [/^note[A-Z]|^noted$/, 'record'],
  [/^instead[A-Z]|Instead/, 'fallback'],
  [/^Leave$/, 'Permit, or Release of a lock'],
];
/** The column keeps its name in the database. */
const kept = new Set(['told_at', 'toldAt']);

const declared = /\b(?:const|let|function|class|interface|type)\s+(\w+)/g;

/** Declarations, each judged by its name: what is wrong with it, or null. */
const declarations = (judge: (name: string, keyword: string) => string | null): string[] =>
  sources.flatMap(({ path, code }) =>
    [...code.matchAll(declared)].flatMap(({ 0: text, 1: name = '', index }) => {
      const wrong = kept.has(name) ? null : judge(name, text.split(/\s/, 1)[0] ?? '');
      return wrong === null ? [] : [`${path}:${code.slice(0, index).split('\n').length}  ${name}: ${wrong}`];
    }),
  );

export const wordRules: readonly Rule[] = [
  {
    name: 'types are nouns',
    reason:
      'A type that is called by what somebody does with it (Asking, Viewing, Requesting) does not say what it holds. A bag of dependencies is …Deps, one of choices …Options.',
    find: () =>
      declarations((name, keyword) =>
        /^(?:interface|type)$/.test(keyword) && /^[A-Z]\w*ing$/.test(name) && !nouns.test(name)
          ? 'name it for what it holds'
          : null,
      ),
  },
  {
    name: 'names are those of the field',
    reason:
      'Whoever knows queues and market data reads any file without learning a language of ours: one word for one thing, and the one that others search for.',
    find: () =>
      declarations((name) => {
        const word = ownWords.find(([own]) => own.test(name))?.[1];
        return word === undefined ? null : `say ${word}`;
      }),
  },
  {
    name: 'object literals are written out',
    reason:
      'A literal that is spread into another (… { a, b }) is there for the sake of line breaks: it stops every reader and hides a key that is given twice from the compiler.',
    find: () => sources.flatMap((file) => occurrences(file, /\.{3}\{/g)),
  },
];
