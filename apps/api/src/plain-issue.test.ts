import { expect } from 'chai';
import { z } from 'zod';
import { plainIssue } from './plain-issue.ts';

const says = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input, { error: plainIssue, reportInput: true }).error?.issues.map(({ message }) => message);

describe('what is wrong with a field', () => {
  it('goes on from its name in plain words', () => {
    expect(says(z.int().min(1), 0)).to.deep.equal(['must be at least 1']);
    expect(says(z.int().positive(), 0)).to.deep.equal(['must be more than 0']);
    expect(says(z.int().max(9), 10)).to.deep.equal(['must be at most 9']);
    expect(says(z.number().lt(9), 9)).to.deep.equal(['must be less than 9']);
    expect(says(z.string().min(2), 'a')).to.deep.equal(['must have at least 2 characters']);
    expect(says(z.string().max(1), 'ab')).to.deep.equal(['must have at most 1 character']);
    expect(says(z.array(z.string()).min(1), [])).to.deep.equal(['must have at least 1 entry']);
    expect(says(z.array(z.string()).max(2), ['', '', ''])).to.deep.equal(['must have at most 2 entries']);
    expect(says(z.enum(['a', 'b']), 'c')).to.deep.equal(['must be one of a, b']);
    expect(says(z.literal('a'), 'c')).to.deep.equal(['must be a']);
    expect(says(z.object({ a: z.string() }), {})).to.deep.equal(['is missing']);
    expect(says(z.strictObject({}), { x: 1, y: 2 })).to.deep.equal(['does not know x, y']);
    expect(says(z.int(), 1.5)).to.deep.equal(['must be a whole number']);
    expect(says(z.array(z.string()), 'a')).to.deep.equal(['must be an array']);
    expect(says(z.boolean(), 'a')).to.deep.equal(['must be true or false']);
  });

  it('keeps the words of a schema that has its own', () => {
    expect(
      says(
        z.string().refine(() => false, { error: 'is no cron expression' }),
        'a',
      ),
    ).to.deep.equal(['is no cron expression']);
  });
});
