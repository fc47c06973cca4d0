import { collectors } from '@tickermill/collectors';
import { PipelineError } from '@tickermill/core';
import { makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import type { StepOf } from '../catalogue.ts';
import { openParsePool } from './parse-pool.ts';

const all: readonly { readonly id: string; readonly steps: readonly StepOf[] }[] = collectors;
const readerOf = (collector: string) => {
  const step = all.find(({ id }) => id === collector)?.steps.find(({ isHeavy }) => isHeavy);
  if (!step) throw new Error(collector);
  return { collector, step };
};

const sections = readerOf('filing-sections');
const asked = {
  accession: '0009990001-26-000041',
  cik: '0009990001',
  filed: '2026-11-03',
  primaryDocument: 'exmp.htm',
};
const answerOf = (step: StepOf, input: Record<string, unknown>, body: string) =>
  makeAnswer(step.request(input), { status: 200, body: Buffer.from(body) });

const sentence = 'Net revenue increased because customers placed larger orders. ';
const report = (repeated: number) =>
  [
    '<html><body><p><b>Form 10-Q</b></p><p>PART I</p><p><b>Item 1. Financial Statements</b></p>',
    `<p>${sentence.repeat(20)}</p>`,
    "<p><b>Item 2. Management's Discussion and Analysis of Financial Condition</b></p>",
    `<p>${sentence}</p>`.repeat(repeated),
    '<p><b>Item 4. Controls and Procedures</b></p><p>They are effective.</p>',
    '<p>PART II</p><p><b>Item 6. Exhibits</b></p><p>None.</p></body></html>',
  ].join('\n');

/** How often the event loop came round while something was waited for. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work.catch(() => {});
  isOver = true;
  return turns;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error) => (error instanceof PipelineError ? error.code : String(error)),
  );

describe('the pool that reads large answers', () => {
  it('means by an answer what the step itself does, while the event loop goes on', async () => {
    const pool = openParsePool();
    const large = answerOf(sections.step, asked, report(12_000));
    expect(large.body.length).to.be.greaterThan(700_000);
    const work = pool.parse(sections, large, asked);
    expect(await turnsDuring(work), 'turns of the loop').to.be.greaterThan(10);
    expect(await work).to.deep.equal(sections.step.parse(large, asked as never));
    const small = answerOf(sections.step, asked, report(10));
    const inline = pool.parse(sections, small, asked);
    expect(await inline).to.deep.equal(sections.step.parse(small, asked as never));
    await pool.close();
  });

  it('passes on why an answer cannot be read, with the code of the step', async () => {
    const pool = openParsePool();
    const other = answerOf(sections.step, asked, `<p>Form 8-K</p>${`<p>${sentence}</p>`.repeat(8_000)}`);
    expect(await codeOf(pool.parse(sections, other, asked))).to.equal('NOT_A_REPORT');
    const facts = readerOf('company-facts');
    const cut = answerOf(facts.step, { cik: '0009990001' }, `{"cik":1,"facts":{"us-gaap":{"A":"${'x'.repeat(300_000)}`);
    expect(await codeOf(pool.parse(facts, cut, { cik: '0009990001' }))).to.equal('UNEXPECTED_ANSWER');
    await pool.close();
  });

  it('ends one that takes too much memory or time, and reads the next', async () => {
    const hostile = answerOf(sections.step, asked, `${report(1)}${'<p>1</p>'.repeat(1_200_000)}`);
    const little = openParsePool({ memoryMb: 64, ms: 120_000 });
    const starved = little.parse(sections, hostile, asked);
    expect(await turnsDuring(starved), 'turns of the loop').to.be.greaterThan(10);
    expect(await codeOf(starved)).to.equal('PARSE_LIMIT');
    const normal = answerOf(sections.step, asked, report(6_000));
    expect(await codeOf(little.parse(sections, normal, asked))).to.equal('read');
    await little.close();
    const hasty = openParsePool({ memoryMb: 512, ms: 1 });
    expect(await codeOf(hasty.parse(sections, hostile, asked))).to.equal('PARSE_LIMIT');
    await hasty.close();
  });
});
