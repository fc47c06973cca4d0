import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { alerts } from '../../strings/alerts.ts';
import { AlertActions } from './alert-actions.tsx';
import { Channels } from './channels.tsx';
import { History } from './history.tsx';
import { OpenAlerts } from './open-alerts.tsx';
import { Silences } from './silences.tsx';

const route = getRouteApi('/alerts');

/** Who was told? */
export default function AlertsPage(): ReactNode {
  const { tab } = route.useSearch();
  return (
    <>
      <PageHeader title={alerts.title} remark={alerts.remark} actions={<AlertActions />} />
      <Tabs path="/alerts" label={alerts.title} names={alerts.tabs} current={tab} />
      {tab === 'open' && <OpenAlerts isAcked={false} />}
      {tab === 'acked' && <OpenAlerts isAcked />}
      {tab === 'silences' && <Silences />}
      {tab === 'history' && <History />}
      {tab === 'channels' && <Channels />}
    </>
  );
}
