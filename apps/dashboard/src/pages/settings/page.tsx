import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { settings } from '../../strings/settings.ts';
import { useMay, useMe } from '../../view/me.tsx';
import { Audit } from './audit.tsx';
import { Backups } from './backups.tsx';
import { Channels } from './channels.tsx';
import { ClientLogs } from './client-logs.tsx';
import { Deadlines } from './deadlines.tsx';
import { Password } from './password.tsx';
import { Thresholds } from './thresholds.tsx';
import { Tokens } from './tokens.tsx';
import { Users } from './users.tsx';

const route = getRouteApi('/settings');

/** What may be set, by whom, and what was. */
export default function SettingsPage(): ReactNode {
  const { tab } = route.useSearch();
  const isAdvanced = useMe().flags.includes('CLIENT_LOGS');
  const names = { ...settings.tabs, ...(isAdvanced && settings.advancedTabs) };
  return (
    <>
      <PageHeader title={settings.title} />
      <Tabs path="/settings" label={settings.title} names={names} current={tab} />
      {tab === 'thresholds' && <Thresholds />}
      {tab === 'deadlines' && <Deadlines />}
      {tab === 'channels' && <Channels />}
      {tab === 'backups' && <Backups />}
      {tab === 'password' && <Password />}
      {tab === 'browsers' && <ClientLogs />}
      {(tab === 'users' || tab === 'tokens' || tab === 'audit') && <ForAdmins tab={tab} />}
    </>
  );
}

const parts = { users: Users, tokens: Tokens, audit: Audit };

/** Accounts are told to admins alone; the others are told that. */
function ForAdmins({ tab }: { tab: keyof typeof parts }): ReactNode {
  const { role } = useMe();
  const Part = parts[tab];
  if (useMay('admin')) return <Part />;
  return (
    <div className="card">
      <Empty>
        {settings.needsAdmin} {role}.
      </Empty>
    </div>
  );
}
