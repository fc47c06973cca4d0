import { getRouteApi, Link } from '@tanstack/react-router';
import type { ExemptionView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Toggle } from '../../components/fields.tsx';
import { Filter } from '../../components/filter.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { quality } from '../../strings/quality.ts';
import { showToast } from '../../view/toasts.ts';

const { exemptions: words } = quality;
const route = getRouteApi('/quality');

/** The tickers that checks leave alone. */
export function Exemptions(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, check, ticker, ended } = search;
  const filter = {
    ...(check && { check }),
    ...(ticker && { ticker }),
    ...(ended && { ended: 'true' as const }),
  };
  const query = useAnswer('/qa/exemptions', { query: { page, limit, ...filter } });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={8}
        caption={words.caption}
        columns={columns}
        actions={[
          {
            label: words.end,
            isFor: ({ ended_at: at }) => at === null,
            dialog: (exemption, onClose) => <EndDialog exemption={exemption} onClose={onClose} />,
          },
        ]}
        keyOf={({ id }) => id}
        tools={
          <>
            <Filter
              label={quality.filters.ticker}
              value={ticker}
              onChange={(to) => narrow({ ticker: to })}
              width="w-24"
            />
            <Toggle label={quality.filters.ended} checked={ended} onChange={(to) => narrow({ ended: to })} />
            <CsvButton path="/qa/exemptions" query={filter} file="exemptions" />
          </>
        }
        empty={
          <Empty
            next={
              <Link to="/quality" search={{}}>
                {words.next}
              </Link>
            }
          >
            {words.nothing}
          </Empty>
        }
        pages={{ page, limit, onChange: narrow }}
      />
    </div>
  );
}

const columns: Column<ExemptionView>[] = [
  {
    id: 'ticker',
    title: words.columns.ticker,
    isHead: true,
    cell: ({ ticker }) => (
      <Link to="/tickers/$ticker" params={{ ticker }}>
        {ticker}
      </Link>
    ),
  },
  {
    id: 'check',
    title: words.columns.check,
    cell: ({ check }) => <span className="font-mono text-[12.5px]">{check}</span>,
  },
  { id: 'until', title: words.columns.until, cell: ({ until }) => until },
  { id: 'reason', title: words.columns.reason, cell: ({ reason }) => reason },
  {
    id: 'findings',
    title: words.columns.findings,
    isNumber: true,
    cell: ({ findings, check, ticker }) => (
      <Link to="/quality" search={{ check, ticker, state: 'exempt' }}>
        {whole(findings)}
      </Link>
    ),
  },
  { id: 'by', title: words.columns.by, cell: ({ created_by: by }) => by },
  { id: 'at', title: words.columns.at, cell: ({ created_at: at }) => <Time at={at} /> },
  {
    id: 'ended',
    title: words.columns.ended,
    cell: ({ ended_at: at, ended_by: by }) =>
      at && (
        <>
          <Time at={at} /> {by && words.endedBy(by)}
        </>
      ),
  },
];

function EndDialog({ exemption, onClose }: { exemption: ExemptionView; onClose: () => void }): ReactNode {
  const { id, ticker, check, findings } = exemption;
  const end = useChange('delete', '/qa/exemptions/{id}', () => {
    showToast({ tone: 'warn', text: words.ended(ticker, check) });
    onClose();
  });
  return (
    <AskDialog
      title={words.endTitle(ticker, check)}
      confirm={words.end}
      change={end}
      onConfirm={() => end.mutate({ params: { id } })}
      onClose={onClose}
    >
      <p>{words.endTouches(counted(findings, 'finding'))}</p>
    </AskDialog>
  );
}
