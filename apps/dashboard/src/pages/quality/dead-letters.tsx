import { getRouteApi, Link } from '@tanstack/react-router';
import type { DeadLetterView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { useBulk } from '../../components/bulk.tsx';
import { Choice } from '../../components/choice.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Filter } from '../../components/filter.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { quality } from '../../strings/quality.ts';
import { showToast } from '../../view/toasts.ts';

const { letters: words } = quality;
const route = getRouteApi('/quality');

/** Targets that are requested no more until somebody revives them. */
export function DeadLetters(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, dataset, ticker, code } = search;
  const status = useAnswer('/status', {});
  const filter = { ...(dataset && { dataset }), ...(ticker && { ticker }), ...(code && { code }) };
  const query = useAnswer('/dead-letters', { query: { page, limit, ...filter } });
  const { bar, ...bulk } = useBulk({
    actions: ['revive-dead-letters'],
    filter,
    rows: query.data?.items,
    keyOf: ({ id }) => id,
    nameOf: ({ target }) => target,
  });
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
          { label: words.revive, dialog: (letter, onClose) => <ReviveDialog letter={letter} onClose={onClose} /> },
        ]}
        keyOf={({ id }) => id}
        {...bulk}
        tools={
          <>
            <Choice
              label={quality.filters.dataset}
              value={dataset}
              words={status.data?.datasets.map(({ id }) => id) ?? []}
              all={quality.all}
              onChange={(to) => narrow({ dataset: to })}
            />
            <Filter
              label={quality.filters.ticker}
              value={ticker}
              onChange={(to) => narrow({ ticker: to })}
              width="w-24"
            />
            <Filter label={quality.filters.code} value={code} onChange={(to) => narrow({ code: to })} />
            {bar}
            <CsvButton path="/dead-letters" query={filter} file="dead-letters" />
          </>
        }
        empty={<Empty>{dataset || ticker || code ? words.noMatch : words.nothing}</Empty>}
        pages={{ page, limit, onChange: narrow }}
      />
    </div>
  );
}

function ReviveDialog({ letter, onClose }: { letter: DeadLetterView; onClose: () => void }): ReactNode {
  const { id, target, tickers, dataset, error_code: code, error_message: message } = letter;
  // A target of prices is a number that nobody knows.
  const called = tickers.length === 0 ? target : tickers.join(', ');
  const revive = useChange('post', '/dead-letters/{id}/revive', () => {
    showToast({ tone: 'good', text: words.revived(called) });
    onClose();
  });
  return (
    <AskDialog
      title={words.reviveTitle(called)}
      confirm={words.revive}
      change={revive}
      onConfirm={() => revive.mutate({ params: { id } })}
      onClose={onClose}
    >
      <p>{words.reviveTouches(dataset)}</p>
      <p className="break-words text-quiet">
        <span className="font-mono">{code}</span> {message}
      </p>
    </AskDialog>
  );
}

const shownDays = 3;

const columns: Column<DeadLetterView>[] = [
  {
    id: 'target',
    title: words.columns.target,
    isHead: true,
    cell: ({ target }) => <span className="font-mono text-[12.5px]">{target}</span>,
  },
  { id: 'dataset', title: words.columns.dataset, cell: ({ dataset }) => dataset },
  {
    id: 'tickers',
    title: words.columns.tickers,
    cell: ({ tickers }) =>
      tickers.map((ticker, index) => (
        <span key={ticker}>
          {index > 0 && ', '}
          <Link to="/tickers/$ticker" params={{ ticker }}>
            {ticker}
          </Link>
        </span>
      )),
  },
  {
    id: 'code',
    title: words.columns.code,
    cell: ({ error_code: code }) => <span className="font-mono text-[12.5px] text-bad">{code}</span>,
  },
  { id: 'message', title: words.columns.message, cell: ({ error_message: message }) => message },
  {
    id: 'failed',
    title: words.columns.failed,
    cell: ({ failed_on: days }) => (
      <span title={days.join(', ')}>
        {days.slice(-shownDays).join(', ')} {days.length > shownDays && words.more(days.length - shownDays)}
      </span>
    ),
  },
  { id: 'since', title: words.columns.since, cell: ({ created_at: at }) => <Time at={at} /> },
];
