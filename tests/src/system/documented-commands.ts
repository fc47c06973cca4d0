// Reads the commands of the documents: those of the blocks that a shell is to run, and those in the text.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '@tickermill/testkit';

/** A command as a document has it, without its remark. */
export interface DocumentedCommand {
  readonly document: string;
  readonly text: string;
}

/** The documents for people: the decisions quote commands of their time. */
export const documents = ['README.md', 'CONTRIBUTING.md', ...docs()];

function docs(): string[] {
  const names = readdirSync(path.join(checkout, 'docs')).filter((name) => name.endsWith('.md'));
  return names.map((name) => path.join('docs', name)).sort();
}

const textOf = (document: string) => readFileSync(path.join(checkout, document), 'utf8');

/** The commands of the blocks: every line of `sh`, and those behind `$` of `console`; a line that goes on is one with the next. */
export function commandsOfBlocks(document: string): DocumentedCommand[] {
  return [...textOf(document).matchAll(/^```(sh|console)\n(.*?)^```$/gms)].flatMap(([, kind, body = '']) => {
    const lines = body.replaceAll(/\\\n\s*/g, '').split('\n');
    const commands = kind === 'sh' ? lines : lines.flatMap((line) => /^\$ (.*)$/.exec(line)?.[1] ?? []);
    return commands
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((text) => ({ document, text }));
  });
}

/** The commands of ours that stand within sentences, whole ones: `npx tickermill …` and `npm run …`. */
export const commandsInText = (document: string): DocumentedCommand[] =>
  [
    ...textOf(document)
      .replaceAll(/^```.*?^```$/gms, '')
      .matchAll(/`((?:npx tickermill|npm (?:run|start|test))\b[^`]*)`/g),
  ].map(([, text = '']) => ({ document, text: text.replaceAll('\n', ' ') }));
