import { expect } from 'chai';
import type { Command } from 'commander';
import { makeProgram } from './program.ts';

/** Every command that does something, with the words that call it. */
function* leaves(command: Command, words: readonly string[] = []): Generator<{ name: string; command: Command }> {
  const path = [...words, command.name()];
  // Commander keeps what a command does under this name; without it the command only groups others.
  if ((command as unknown as { _actionHandler: unknown })._actionHandler)
    yield { name: path.slice(1).join(' '), command };
  for (const each of command.commands) yield* leaves(each, path);
}

/** Commands whose output is no data, or is JSON in any case. */
const withoutJson: Readonly<Record<string, string>> = {
  up: 'shows steps until it is stopped',
  'parse ownership': 'prints a line of JSON for each file',
  'parse chart': 'prints a line of JSON for each file',
  'parse listing': 'prints a line of JSON for each instrument',
  'parse market-day': 'prints a line of JSON for each file',
  'parse facts': 'prints a line of JSON for each file',
  'parse filing': 'prints a line of JSON for each file',
};

describe('the command line', () => {
  const all = [...leaves(makeProgram())];

  it('takes --json wherever it prints data', () => {
    expect(all.length).to.be.greaterThan(50);
    const missing = all.filter(({ name, command }) => {
      return withoutJson[name] === undefined && !command.options.some(({ long }) => long === '--json');
    });
    expect(missing.map(({ name }) => name)).to.deep.equal([]);
    for (const name of Object.keys(withoutJson)) expect(all.map((each) => each.name)).to.include(name);
  });

  it('gives --json to the command that it stands behind, not to the group of that command', () => {
    for (const { name } of all.filter((each) => withoutJson[each.name] === undefined)) {
      const program = makeProgram();
      const leaf = [...leaves(program)].find((each) => each.name === name)?.command;
      const values: Readonly<Record<string, string>> = { pace: '8/s', duration: '2h' };
      const given = leaf?.registeredArguments.map((each) => each.argChoices?.[0] ?? values[each.name()] ?? '1') ?? [];
      const required =
        leaf?.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? '', '2000']) ?? [];
      leaf?.exitOverride().action(() => {});
      program.parse([...name.split(' '), ...given, ...required, '--json'], { from: 'user' });
      expect(leaf?.opts(), name).to.include({ json: true });
    }
  });

  it('says of every command, argument and option what it is', () => {
    const silent = all.flatMap(({ name, command }) => [
      ...(command.description() ? [] : [name]),
      ...command.registeredArguments.filter(({ description }) => !description).map((each) => `${name} ${each.name()}`),
      ...command.options.filter(({ description }) => !description).map(({ flags }) => `${name} ${flags}`),
    ]);
    expect(silent).to.deep.equal([]);
  });

  it('groups its commands, and no help is longer than a screen', () => {
    const program = makeProgram();
    const help = program.helpInformation();
    for (const group of ['Start and stop:', 'Look:', 'Fetch:', 'Configure:', 'Check and repair:'])
      expect(help).to.contain(group);
    for (const { name, command } of all) {
      expect(command.helpInformation().split('\n').length, name).to.be.lessThan(32);
    }
  });

  it('wraps every help at the width of a terminal, also of a narrow one', () => {
    for (const { name, command } of all) {
      command.configureOutput({ getOutHelpWidth: () => 60 });
      const [, ...lines] = command.helpInformation().split('\n');
      expect(
        lines.filter((line) => line.length > 60),
        name,
      ).to.deep.equal([]);
    }
  });
});
