import { expect } from 'chai';
import { allows, Role } from './roles.ts';

describe('roles', () => {
  it('each may do all that the one before it may, and no more', () => {
    const may = Role.options.map((role) => Role.options.filter((needed) => allows(role, needed)));
    expect(may).to.deep.equal([['viewer'], ['viewer', 'operator'], ['viewer', 'operator', 'admin']]);
  });
});
