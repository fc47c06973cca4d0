import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { insiderTrades } from '../../strings/insider-trades.ts';
import { Feed } from './feed.tsx';
import { Filings } from './filings.tsx';
import { Receipts } from './receipts.tsx';
import { Rules } from './rules.tsx';
import { Statistics } from './statistics.tsx';

const route = getRouteApi('/insider-trades');
const parts = { feed: Feed, statistics: Statistics, filings: Filings, receipts: Receipts, rules: Rules };

/** Who trades? */
export default function InsiderTradesPage(): ReactNode {
  const { tab } = route.useSearch();
  const Part = parts[tab];
  return (
    <>
      <PageHeader title={insiderTrades.title} remark={insiderTrades.remark} />
      <Tabs path="/insider-trades" label={insiderTrades.title} names={insiderTrades.tabs} current={tab} />
      <Part />
    </>
  );
}
