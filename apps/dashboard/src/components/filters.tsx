import { type ReactNode, useEffect, useState } from 'react';

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

const quietMs = 300;

/** A text to narrow a list by; it counts once nobody has typed for a moment. */
export function Filter({
  label,
  value,
  onChange,
  width = 'w-36',
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  width?: string;
}): ReactNode {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = window.setTimeout(() => onChange(typed.trim()), quietMs);
    return () => window.clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <label className="flex items-center gap-1.5 text-quiet">
      {label}
      <input
        className={`field ${width}`}
        type="search"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        spellCheck={false}
      />
    </label>
  );
}

/** A day to narrow a list by; none without. */
export function DayFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}): ReactNode {
  return (
    <label className="flex items-center gap-1.5 text-quiet">
      {label}
      <input type="date" className="field" value={value} onChange={({ target }) => onChange(target.value)} />
    </label>
  );
}
