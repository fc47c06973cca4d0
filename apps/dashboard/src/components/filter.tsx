import { type ReactNode, useEffect, useState } from 'react';

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
