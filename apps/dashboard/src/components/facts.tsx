import type { ReactNode } from 'react';

/** Facts of one thing, each under what it is called. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }): ReactNode {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2 px-3 py-2.5 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-[12px] text-quiet">{name}</dt>
          <dd className="break-words [&_time]:whitespace-normal">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
