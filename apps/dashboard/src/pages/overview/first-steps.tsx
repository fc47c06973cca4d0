import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PathLink } from '../../components/path-link.tsx';
import { overview } from '../../strings/overview.ts';

const { first } = overview;

/** What leads an installation that holds nothing yet. */
export function FirstSteps(): ReactNode {
  const steps = [
    { key: 'track', link: <Link to="/tickers">{first.track}</Link>, why: first.trackWhy },
    { key: 'watch', link: <Link to="/runs">{first.watch}</Link>, why: first.watchWhy },
    { key: 'alert', link: <PathLink href="/alerts">{first.alert}</PathLink>, why: first.alertWhy },
  ];
  return (
    <section aria-label={first.title} className="card p-4">
      <h2 className="mb-2">{first.title}</h2>
      <ol className="grid gap-3 sm:grid-cols-3">
        {steps.map(({ key, link, why }, index) => (
          <li key={key} className="flex gap-3">
            <span aria-hidden="true" className="text-[22px] leading-7 font-semibold text-quiet">
              {index + 1}
            </span>
            <span>
              <span className="block font-medium">{link}</span>
              <span className="text-quiet">{why}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
