import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Toggle } from '../../components/fields.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { quality } from '../../strings/quality.ts';
import { showToast } from '../../view/toasts.ts';
import { Checks } from './checks.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Exemptions } from './exemptions.tsx';
import { Findings } from './findings.tsx';

const { actions } = quality;
const route = getRouteApi('/quality');
const parts = { findings: Findings, checks: Checks, exemptions: Exemptions, letters: DeadLetters };

/** Which rows are wrong? */
export default function QualityPage(): ReactNode {
  const { tab } = route.useSearch();
  const [isAsked, setAsked] = useState(false);
  const Part = parts[tab];
  return (
    <>
      <PageHeader
        title={quality.title}
        remark={quality.remark}
        actions={<Action onClick={() => setAsked(true)}>{actions.run}</Action>}
      />
      <Tabs path="/quality" label={quality.title} names={quality.tabs} current={tab} />
      <Part />
      {isAsked && <RunDialog onClose={() => setAsked(false)} />}
    </>
  );
}

function RunDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const run = useChange('post', '/qa/run', ({ run_id: id }) => {
    showToast({ tone: 'good', text: actions.queued(id), link: { href: `/runs/${id}`, text: actions.watch } });
    onClose();
  });
  return (
    <AskDialog
      title={actions.runTitle}
      confirm={actions.run}
      change={run}
      onConfirm={() => run.mutate({ query: isWhole ? { whole: 'true' } : {} })}
      onClose={onClose}
    >
      <p>{actions.runTouches}</p>
      <Toggle label={actions.runWhole} checked={isWhole} onChange={setWhole} />
    </AskDialog>
  );
}
