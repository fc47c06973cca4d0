import type { ReactNode } from 'react';

/** A choice among words; `all` stands for none. */
export function Choice({
  label,
  value,
  words,
  all,
  onChange,
}: {
  label: string;
  value: string;
  words: readonly string[];
  /** What no choice is called; without it there is always one. */
  all?: string;
  onChange: (value: string) => void;
}): ReactNode {
  const known = value === '' || words.includes(value) ? words : [...words, value];
  return (
    <label className="flex items-center gap-1.5 text-quiet">
      {label}
      <select className="field" value={value} onChange={({ target }) => onChange(target.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {known.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  );
}
