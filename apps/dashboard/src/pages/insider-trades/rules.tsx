import { getRouteApi, Link } from '@tanstack/react-router';
import type { WatchRuleView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { whole } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';
import { AddRuleDialog, RemoveRuleDialog } from './rule-dialogs.tsx';
import { ruleInWords } from './rule-in-words.ts';
import { RuleMatches } from './rule-matches.tsx';

const { rules: words } = insiderTrades;
const route = getRouteApi('/insider-trades');

/** What somebody wants to be told of, and what matched. */
export function Rules(): ReactNode {
  const { page, limit, open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/watch-rules', { query: { page, limit } });
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  return (
    <WithOpened opened={open && <RuleMatches id={open} onClose={() => openRow('')} />}>
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        actions={[
          { label: words.remove, dialog: (rule, onClose) => <RemoveRuleDialog rule={rule} onClose={onClose} /> },
        ]}
        keyOf={({ id }) => id}
        onOpen={({ id }) => openRow(id)}
        listAction={{ label: words.add, dialog: (onClose) => <AddRuleDialog onClose={onClose} /> }}
        empty={
          <Empty>
            {words.nothing} {words.nothingNext}
          </Empty>
        }
        pages={{
          page,
          limit,
          onChange: (to) => void navigate({ search: (before) => ({ ...before, ...to }), replace: true }),
        }}
      />
    </WithOpened>
  );
}

const columns: Column<WatchRuleView>[] = [
  {
    id: 'what',
    title: words.columns.what,
    isHead: true,
    cell: (rule) => <RuleLink id={rule.id}>{ruleInWords(rule)}</RuleLink>,
  },
  {
    id: 'matches',
    title: words.columns.matches,
    isNumber: true,
    cell: ({ id, matches }) => <RuleLink id={id}>{whole(matches)}</RuleLink>,
  },
  { id: 'by', title: words.columns.by, cell: ({ created_by: by }) => by },
  { id: 'at', title: words.columns.at, cell: ({ created_at: at }) => <Time at={at} /> },
];

const RuleLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link from="/insider-trades" to="/insider-trades" search={(before) => ({ ...before, open: id })} resetScroll={false}>
    {children}
  </Link>
);
