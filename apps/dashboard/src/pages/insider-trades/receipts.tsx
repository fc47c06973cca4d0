import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReceiptsResponse } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Choice } from '../../components/choice.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { DayFilter } from '../../components/filter.tsx';
import { Opened, WithOpened } from '../../components/opened.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { absent, counted, whole } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';
import { showToast } from '../../view/toasts.ts';

const { receipts: words, filters } = insiderTrades;
const route = getRouteApi('/insider-trades');
type Receipt = ReceiptsResponse['items'][number];

/** Day by day the proof that no filing was missed. */
export function Receipts(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { form, from, to, open } = search;
  const query = useAnswer('/receipts', {
    query: { ...(form && { form }), ...(from && { from }), ...(to && { to }) },
  });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, open: '', ...to }), replace: true });
  const openRow = (day: string) =>
    void navigate({ search: (before) => ({ ...before, open: day }), resetScroll: false });
  const opened = query.data?.items.find(({ day }) => day === open);
  return (
    <WithOpened opened={opened && <Missing receipt={opened} onClose={() => openRow('')} />}>
      <Answered query={query} rows={12}>
        {({ items, total, watermark }) => (
          <>
            <p className="border-line border-b px-3 py-2">
              {words.sentence(counted(total.filings, 'filing'), whole(total.stored), whole(total.missing))}{' '}
              {watermark && <span className="text-quiet">{words.watermark(watermark)}</span>}
            </p>
            <DataTable
              caption={words.caption}
              columns={columns}
              actions={[
                {
                  label: words.pass,
                  isFor: ({ index }) => index === 'overdue',
                  dialog: ({ day }, onClose) => <PassDialog day={day} onClose={onClose} />,
                },
              ]}
              rows={items.toReversed()}
              keyOf={({ day }) => day}
              onOpen={({ day }) => openRow(day)}
              tools={
                <>
                  <Choice
                    label={filters.form}
                    value={form}
                    words={['3', '3/A', '4', '4/A', '5', '5/A']}
                    all={insiderTrades.all}
                    onChange={(to) => narrow({ form: to as typeof form })}
                  />
                  <DayFilter label={filters.from} value={from} onChange={(day) => narrow({ from: day })} />
                  <DayFilter label={filters.to} value={to} onChange={(day) => narrow({ to: day })} />
                </>
              }
            />
            {items.length === 0 && <Empty>{words.nothing}</Empty>}
          </>
        )}
      </Answered>
    </WithOpened>
  );
}

const states = { read: 'done', awaited: 'waiting', overdue: 'late', closed: 'closed' } as const;

const columns: Column<Receipt>[] = [
  {
    id: 'day',
    title: words.columns.day,
    isHead: true,
    cell: ({ day, missing, set_aside: aside }) =>
      missing.length + aside === 0 ? (
        day
      ) : (
        <Link
          from="/insider-trades"
          to="/insider-trades"
          search={(before) => ({ ...before, open: day })}
          resetScroll={false}
        >
          {day}
        </Link>
      ),
  },
  {
    id: 'index',
    title: words.columns.index,
    cell: ({ index, closed_by: by }) => (
      <>
        <State state={states[index]} word={index} /> {by && <span className="text-quiet">{words.closedBy(by)}</span>}
      </>
    ),
  },
  { id: 'filings', title: words.columns.filings, isNumber: true, cell: ({ filings }) => whole(filings) },
  { id: 'stored', title: words.columns.stored, isNumber: true, cell: ({ stored }) => whole(stored) },
  { id: 'other', title: words.columns.other, isNumber: true, cell: ({ other_issuer: other }) => whole(other) },
  { id: 'aside', title: words.columns.aside, isNumber: true, cell: ({ set_aside: aside }) => whole(aside) },
  {
    id: 'missing',
    title: words.columns.missing,
    isNumber: true,
    cell: ({ missing }) => (
      <span className={missing.length > 0 ? 'font-medium text-bad' : 'text-quiet'}>{whole(missing.length)}</span>
    ),
  },
];

function Missing({ receipt, onClose }: { receipt: Receipt; onClose: () => void }): ReactNode {
  const { day, missing, set_aside_filings: aside } = receipt;
  const rows = [...missing, ...aside];
  return (
    <Opened title={words.missing(day)} onClose={onClose}>
      {rows.length === 0 ? (
        <Empty>{words.nothingMissing}</Empty>
      ) : (
        <ShortTable
          caption={words.missing(day)}
          rows={rows}
          keyOf={({ accession }) => accession}
          columns={[
            {
              title: words.accession,
              cell: ({ accession }) => <span className="font-mono text-[12.5px]">{accession}</span>,
            },
            { title: words.form, cell: ({ form }) => form },
            {
              title: words.reason,
              cell: ({ reason, error_code: code, error_message: message }) => (
                <>
                  {reason} {code && <span className="font-mono text-[12px] text-bad">{code}</span>} {message ?? ''}
                </>
              ),
            },
          ]}
        />
      )}
    </Opened>
  );
}

function PassDialog({ day, onClose }: { day: string; onClose: () => void }): ReactNode {
  const pass = useChange('post', '/market/days/{day}/pass', ({ watermark }) => {
    showToast({ tone: 'good', text: words.passed(day, watermark ?? absent) });
    onClose();
  });
  return (
    <AskDialog
      title={words.passTitle(day)}
      confirm={words.pass}
      change={pass}
      onConfirm={() => pass.mutate({ params: { day } })}
      onClose={onClose}
    >
      <p>{words.passTouches}</p>
    </AskDialog>
  );
}
