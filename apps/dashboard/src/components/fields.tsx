import type { InputHTMLAttributes, ReactNode } from 'react';

interface LabelledProps {
  readonly label: string;
  readonly hint?: ReactNode;
}

/** An input of a dialog under its label. */
export function Field({
  label,
  hint,
  value,
  onChange,
  ...input
}: LabelledProps & {
  value: string;
  onChange: (value: string) => void;
} & Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>): ReactNode {
  return (
    <label className="grid min-w-0 content-start gap-1">
      {label}
      <input className="field w-full" value={value} onChange={({ target }) => onChange(target.value)} {...input} />
      {hint && <span className="text-[12px] text-quiet">{hint}</span>}
    </label>
  );
}

/** A choice of a dialog under its label. */
export function Select<T extends string>({
  label,
  hint,
  value,
  words,
  names,
  onChange,
}: LabelledProps & {
  value: T;
  words: readonly T[];
  /** What they are called, where that is not the word. */
  names?: Partial<Readonly<Record<T, string>>>;
  onChange: (value: T) => void;
}): ReactNode {
  return (
    <label className="grid min-w-0 content-start gap-1">
      {label}
      <select
        className="field w-full"
        value={value}
        onChange={({ target }) => {
          const chosen = words.find((word) => word === target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {words.map((word) => (
          <option key={word} value={word}>
            {names?.[word] ?? word}
          </option>
        ))}
      </select>
      {hint && <span className="text-[12px] text-quiet">{hint}</span>}
    </label>
  );
}

/** Something to be on or off. */
export function Toggle({
  label,
  hint,
  checked,
  onChange,
}: LabelledProps & { checked: boolean; onChange: (checked: boolean) => void }): ReactNode {
  return (
    <label className={`flex min-h-7 gap-2 ${hint ? 'items-start' : 'items-center'}`}>
      <input type="checkbox" className="size-4" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      <span>
        {label}
        {hint && <span className="block text-[12px] text-quiet">{hint}</span>}
      </span>
    </label>
  );
}
