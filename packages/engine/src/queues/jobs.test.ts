import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { parseJob, type QueueName } from './jobs.ts';

describe('the jobs of the queues', () => {
  const refused = (name: QueueName, data: unknown) => {
    try {
      parseJob(name, data);
    } catch (error) {
      return error instanceof PipelineError && error.code === 'JOB_INVALID' && error.message;
    }
    return false;
  };

  it('are read as every build has written them', () => {
    expect(parseJob('sec-edgar', { task: '17', dispatch: 2 })).to.deep.equal({ task: 17n, dispatch: 2 });
    expect(parseJob('plan', { run: '9223372036854775807' })).to.deep.equal({ run: 2n ** 63n - 1n });
    expect(parseJob('finish', { run: '5' })).to.deep.equal({ run: 5n });
    expect(parseJob('schedule', {})).to.deep.equal({ kind: 'register' });
    const tick = { schedule: '3', version: 1, dueMs: 1_772_460_000_000 };
    expect(parseJob('schedule', tick)).to.deep.equal({ kind: 'tick', schedule: 3n, version: 1, dueMs: tick.dueMs });
  });

  it('keep what a newer build has added', () => {
    expect(parseJob('plan', { run: '5', since: 'tomorrow' })).to.deep.equal({ run: 5n });
  });

  it('are refused in any other form', () => {
    for (const data of [
      {},
      null,
      'text',
      [],
      { task: '1' },
      { task: '1', dispatch: 'zz1' },
      { task: '1', dispatch: Number.NaN },
      { task: '-1', dispatch: 1 },
      { task: '9223372036854775808', dispatch: 1 },
      { task: '1; DROP TABLE users', dispatch: 1 },
      { task: '1e3', dispatch: 1 },
      { task: 1.5, dispatch: 1 },
    ]) {
      expect(refused('sec-edgar', data), JSON.stringify(data)).to.contain('sec-edgar');
    }
    expect(refused('plan', { run: '' })).to.contain('run');
    expect(refused('schedule', { schedule: '3', version: 1 }), 'a tick without its slot').to.contain('schedule');
    expect(refused('sec-edgar', { task: '<script>', dispatch: 1 })).not.to.contain('script');
  });
});
