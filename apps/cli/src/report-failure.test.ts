import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { Command } from 'commander';
import { reportFailure } from './report-failure.ts';

const command = new Command('scrape').argument('[ticker]').option('--days-back <days>').option('--limit <number>');

describe('the report of a failed command', () => {
  it('names what was typed, not the fields of the API, and counts as a wrong command', () => {
    const error = new PipelineError(
      'INVALID_INPUT',
      'days_back: must be at least 1; ticker: is no ticker; cron.1: is off',
    );
    expect(reportFailure(error, command, false)).to.deep.equal({
      lines: [
        '--days-back: must be at least 1; <ticker>: is no ticker; cron.1: is off',
        'Correct it and repeat the command; --help says what is allowed.',
      ],
      exitCode: 2,
    });
    const of = (code: 'CONFIG_INVALID' | 'UNKNOWN_TICKER') =>
      reportFailure(new PipelineError(code, 'x'), null, false).exitCode;
    expect([of('CONFIG_INVALID'), of('UNKNOWN_TICKER')]).to.deep.equal([2, 1]);
  });

  it('knows options that are called otherwise than their field', () => {
    const trades = new Command('trades').option('--since <day>').option('--insider <name>');
    const { lines } = reportFailure(
      new PipelineError('INVALID_INPUT', 'from: is no day; owner: is short'),
      trades,
      false,
    );
    expect(lines[0]).to.equal('--since: is no day; --insider: is short');
  });

  it('names the part of an option that takes several by name, and no place in a list', () => {
    const add = new Command('add')
      .option('--set <name=value>')
      .option('--secret <name=value>')
      .option('--codes <codes>');
    const error = new PipelineError(
      'INVALID_INPUT',
      'settings.port: is no number; secret.url: is missing; codes.1: is off',
    );
    expect(reportFailure(error, add, false).lines[0]).to.equal(
      '--set port: is no number; --secret url: is missing; --codes: is off',
    );
  });

  it('speaks to a person about tokens', () => {
    const { lines } = reportFailure(new PipelineError('UNAUTHORIZED', 'no valid token'), command, false);
    expect(lines[1]).to.contain('TICKERMILL_TOKEN').and.not.to.contain('Bearer');
  });

  it('prints a stack at the debug level alone', () => {
    const defect = new Error('boom');
    expect(reportFailure(defect, command, false).lines[0]).to.equal('A defect of Tickermill: boom');
    expect(reportFailure(defect, command, true).lines[0]).to.contain('report-failure.test');
    const closed = Object.assign(new Error("EACCES: permission denied, mkdir '/nowhere'"), {
      syscall: 'mkdir',
      path: '/nowhere',
    });
    expect(reportFailure(closed, command, false).lines).to.deep.equal([
      "EACCES: permission denied, mkdir '/nowhere'",
      'See that this user may read and write there.',
    ]);
  });
});
