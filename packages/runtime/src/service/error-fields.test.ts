import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { errorFields } from './error-fields.ts';

describe('the error schema', () => {
  it('has the code, the detail, the cause and eight frames of the stack', () => {
    const deep = (left: number): PipelineError =>
      left === 0
        ? new PipelineError('THROTTLED', 'too many', { detail: { status: 429 }, cause: new Error('the answer') })
        : deep(left - 1);
    const { stack, ...fields } = errorFields(deep(20));
    expect(fields).to.deep.equal({
      error_code: 'THROTTLED',
      detail: { status: 429 },
      error: 'too many',
      cause: 'the answer',
    });
    expect(String(stack).split(' | ')).to.have.length(8);
    expect(stack).to.match(/^at deep /);
  });

  it('gives what has no code that of a defect, with its own stack', () => {
    expect(errorFields(new TypeError('x is no function'))).to.deep.include({
      error_code: 'UNEXPECTED',
      detail: {},
      error: 'x is no function',
    });
    expect(errorFields(new TypeError('x'))['stack']).to.contain('error-fields.test');
    expect(errorFields(new TypeError('x'))).not.to.have.property('cause');
    expect(errorFields('a text')).to.include({ error_code: 'UNEXPECTED', error: 'a text', stack: '' });
  });

  it('does without the lines of a message that has several', () => {
    expect(errorFields(new Error('one\ntwo'))['stack']).to.match(/^at /);
  });
});
