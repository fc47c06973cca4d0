// The Spec reporter, which explains a failure when it happens and records each test where scripts/run-mocha.mjs reads it,
// so that a run that is ended is known to its last test.
import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import mocha from 'mocha';
import { treeCpuSeconds } from './processes.mjs';

const { Base, Spec } = mocha.reporters;
const events = mocha.Runner.constants;
const recordFile = process.env.MOCHA_RECORD_FILE;
const record = (entry) => recordFile && appendFileSync(recordFile, `${JSON.stringify(entry)}\n`);

// Beside another process that writes to the same terminal, the lines of a suite are written together, when it has ended.
let held = process.env.MOCHA_IN_BLOCKS ? [] : undefined;
const writeLine = Base.consoleLog;
Base.consoleLog = (...args) => (held ? held.push(format(...args)) : writeLine(...args));
function flush() {
  if (!held?.some((line) => line.trim())) return;
  const lines = held;
  held = [];
  writeLine(lines.join('\n'));
}

export default class extends Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.on(events.EVENT_TEST_BEGIN, (test) => record({ began: test.fullTitle(), timeoutMs: test.timeout() }));
    runner.on(events.EVENT_TEST_PENDING, (test) => record({ skipped: test.fullTitle() }));
    runner.on(events.EVENT_TEST_PASS, (test) => record({ passed: test.fullTitle() }));
    runner.on(events.EVENT_TEST_FAIL, (test) => {
      record({ failed: test.fullTitle() });
      Base.list([test]);
      flush();
    });
    measureFiles(runner);
    runner.on(events.EVENT_SUITE_END, (suite) => suite.parent?.root && flush());
    runner.once(events.EVENT_RUN_END, () => {
      flush();
      record({ ended: true });
    });
  }

  /** Says nothing: the failures were explained, and the totals of all processes are told together. */
  epilogue() {}
}

/** With `npm test -- --measure`: what each file took of the processor, with all the processes that it started. */
function measureFiles(runner) {
  if (!process.env.MOCHA_MEASURE) return;
  let cpu = 0;
  let wall = 0;
  runner.once(events.EVENT_RUN_BEGIN, () => {
    cpu = treeCpuSeconds();
    wall = performance.now();
  });
  runner.on(events.EVENT_SUITE_END, (suite) => {
    if (!suite.parent?.root) return;
    const now = { cpu: treeCpuSeconds(), wall: performance.now() };
    record({ file: suite.file, cpuSeconds: now.cpu - cpu, wallSeconds: (now.wall - wall) / 1000 });
    ({ cpu, wall } = now);
  });
}
