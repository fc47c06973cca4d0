import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { makeProgram } from './program.ts';

const folder = new URL('../../../docs/runbooks/', import.meta.url);

describe('the commands of the run-books', () => {
  const lines = readdirSync(folder).flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/\btickermill ((?:--)?[a-z][^`#\n]*)/g)].map(
      ([, words = '']) => ({
        name,
        words: words.trim().split(/\s+/),
      }),
    ),
  );

  it('exist, with their options', () => {
    expect(lines.length).to.be.greaterThan(60);
    for (const { name, words } of lines) {
      let command = makeProgram();
      const said = `${name}: tickermill ${words.join(' ')}`;
      const rest = [...words];
      for (let next = rest[0]; next !== undefined; next = rest[0]) {
        const found = command.commands.find((each) => each.name() === next);
        if (!found) break;
        command = found;
        rest.shift();
      }
      expect(command.name(), said).not.to.equal('tickermill');
      if (command.commands.length > 0 && command.registeredArguments.length === 0)
        expect(rest[0] ?? '', said).not.to.match(/^[a-z]/);
      for (const option of rest.filter((word) => word.startsWith('--')))
        expect(
          command.options.map(({ long }) => long),
          said,
        ).to.include(option);
    }
  });
});
