import { existsSync } from 'node:fs';
import { expect } from 'chai';
import type { ErrorEntry } from './error-entry.ts';
import { errorCatalogue } from './errors.ts';

const folder = new URL('../../../docs/runbooks/', import.meta.url);

describe('the catalogue of errors', () => {
  const entries = Object.entries<ErrorEntry>(errorCatalogue);

  it('names the run-book of every code that an operator can meet', () => {
    expect(entries.length).to.be.greaterThan(70);
    for (const [code, { fault, runbook }] of entries) {
      // What is the fault of a request, its caller mends: the answer says how.
      if (fault !== 'request') expect(runbook, code).to.be.a('string');
      if (runbook !== null) expect(existsSync(new URL(runbook, folder)), `${code}: ${runbook}`).to.equal(true);
    }
  });
});
