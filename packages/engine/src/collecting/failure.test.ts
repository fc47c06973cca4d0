import { PipelineError } from '@tickermill/core';
import { AnswerError, get, makeAnswer, Throttled } from '@tickermill/upstream';
import { expect } from 'chai';
import { answerOf, consequenceOf } from './failure.ts';

const claim = { source: 'sec-edgar', attempts: 0, throttles: 0, throttledForMs: 0, documentKey: null } as const;
const document = { ...claim, documentKey: '0000000001-26-000001' };
const policy = { attempts: 5, random: () => 0, quietMs: 0 };
const answer = makeAnswer(get('https://www.sec.gov/x'), { status: 429, body: Buffer.from('') });

describe('what follows from a failure', () => {
  it('waits longer after every attempt, and fails after the last', () => {
    const error = new PipelineError('TIMEOUT', '');
    const waits = [0, 1, 2, 3].map((attempts) => consequenceOf(error, { ...claim, attempts }, policy));
    expect(waits).to.deep.equal([2_000, 4_000, 8_000, 16_000].map((ms) => ({ kind: 'retry', ms })));
    expect(consequenceOf(error, { ...claim, attempts: 4 }, policy)).to.deep.equal({ kind: 'fail', setAside: false });
  });

  it('does not repeat what cannot succeed', () => {
    expect(consequenceOf(new PipelineError('REFUSED', ''), claim, policy).kind).to.equal('fail');
    expect(consequenceOf(new PipelineError('UNDECLARED_AGENT', ''), claim, policy).kind).to.equal('fail');
  });

  it('sets a document aside that cannot be read, at once or after asking for it again', () => {
    const unknown = new PipelineError('UNKNOWN_SCHEMA_VERSION', '');
    expect(consequenceOf(unknown, document, policy)).to.deep.equal({ kind: 'fail', setAside: true });
    const truncated = new PipelineError('MALFORMED_XML', '');
    expect(consequenceOf(truncated, document, policy).kind).to.equal('retry');
    expect(consequenceOf(truncated, { ...document, attempts: 4 }, policy)).to.deep.equal({
      kind: 'fail',
      setAside: true,
    });
    // The failure of a source never settles a document.
    expect(consequenceOf(new PipelineError('SERVER_ERROR', ''), { ...document, attempts: 4 }, policy)).to.deep.equal({
      kind: 'fail',
      setAside: false,
    });
  });

  it('waits out a throttle without an attempt, and fails at the fifth, or six hours after the first', () => {
    const throttled = new Throttled('slow down', answer, 600_000);
    const waits = { kind: 'throttled' };
    expect(consequenceOf(throttled, { ...claim, attempts: 4 }, policy)).to.deep.equal(waits);
    expect(consequenceOf(throttled, { ...claim, throttles: 3 }, policy)).to.deep.equal(waits);
    expect(consequenceOf(throttled, { ...claim, throttledForMs: 6 * 3_600_000 - 1 }, policy)).to.deep.equal(waits);
    const fails = { kind: 'fail', setAside: false };
    expect(consequenceOf(throttled, { ...document, throttles: 4 }, policy)).to.deep.equal(fails);
    expect(consequenceOf(throttled, { ...document, throttledForMs: 6 * 3_600_000 }, policy)).to.deep.equal(fails);
  });

  it('costs a task nothing where the source as a whole is hit', () => {
    const quiet = { ...policy, quietMs: 5_000 };
    const wait = { kind: 'wait' };
    for (const code of ['CONNECT_FAILED', 'TIMEOUT', 'CONNECTION_LOST', 'EMPTY_DOCUMENT', 'UNEXPECTED_ANSWER'] as const)
      expect(consequenceOf(new PipelineError(code, ''), { ...document, attempts: 4 }, quiet)).to.deep.equal(wait);
    // The breaker of a source that answers 5xx, and what the source says of this one request, count as before.
    expect(consequenceOf(new PipelineError('SERVER_ERROR', ''), { ...claim, attempts: 4 }, quiet).kind).to.equal(
      'fail',
    );
    expect(consequenceOf(new PipelineError('GONE', ''), claim, quiet).kind).to.equal('fail');
  });

  it('keeps the answer that a failure carries', () => {
    expect(answerOf(new AnswerError('UNEXPECTED_ANSWER', '', answer))).to.equal(answer);
    expect(answerOf(new PipelineError('TIMEOUT', ''))).to.equal(null);
  });
});
