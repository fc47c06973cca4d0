import type { z } from 'zod';

/** What counts as one of something that has a size. */
const units: Readonly<Record<string, string>> = { string: 'character', array: 'entry', set: 'entry', file: 'byte' };
const manyUnits: Readonly<Record<string, string>> = { entry: 'entries' };

const sized = (origin: string, limit: number | bigint): string => {
  const unit = units[origin];
  if (unit === undefined) return String(limit);
  return `${limit} ${Number(limit) === 1 ? unit : (manyUnits[unit] ?? `${unit}s`)}`;
};
const has = (origin: string) => (units[origin] === undefined ? 'be' : 'have');

/** The problem of a field, as the rest of a sentence after its name: `days_back` "must be at least 1". */
export const plainIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`;
    case 'too_small': {
      const bound = issue.inclusive === false ? 'more than' : 'at least';
      return `must ${has(issue.origin)} ${bound} ${sized(issue.origin, issue.minimum)}`;
    }
    case 'too_big': {
      const bound = issue.inclusive === false ? 'less than' : 'at most';
      return `must ${has(issue.origin)} ${bound} ${sized(issue.origin, issue.maximum)}`;
    }
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `does not know ${issue.keys.join(', ')}`;
    default:
      return undefined;
  }
};

const names: Readonly<Record<string, string>> = { int: 'whole number', record: 'object', boolean: 'true or false' };

function article(expected: string): string {
  const name = names[expected] ?? expected;
  if (name.includes(' or ')) return name;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}
