import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { universe } from '../../strings/universe.ts';
import { Delta } from './delta.tsx';
import { Listings } from './listings.tsx';
import { Watchlists } from './watchlists.tsx';

const route = getRouteApi('/universe');
const parts = { delta: Delta, listings: Listings, watchlists: Watchlists };

/** Who came, who went? */
export default function UniversePage(): ReactNode {
  const { tab } = route.useSearch();
  const Part = parts[tab];
  return (
    <>
      <PageHeader title={universe.title} remark={universe.remark} />
      <Tabs path="/universe" label={universe.title} names={universe.tabs} current={tab} />
      <Part />
    </>
  );
}
