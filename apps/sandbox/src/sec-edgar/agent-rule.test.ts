import { expect } from 'chai';
import { declaresOperator } from './agent-rule.ts';

describe('the agent rule', () => {
  const declared = ['Sample Company admin@sample.com', 'Tickermill ops@localhost', 'Acme (ops@acme.example)'];
  for (const agent of declared) it(`accepts "${agent}"`, () => expect(declaresOperator(agent)).to.equal(true));

  const undeclared = [
    undefined,
    '',
    'axios/1.21.1',
    'Mozilla/5.0 (X11; Linux x86_64)',
    'admin@sample.com',
    'Acme @ home',
  ];
  for (const agent of undeclared) it(`refuses "${agent}"`, () => expect(declaresOperator(agent)).to.equal(false));
});
