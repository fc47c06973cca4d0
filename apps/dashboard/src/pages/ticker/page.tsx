import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Failure } from '../../components/panel.tsx';
import { ticker as strings } from '../../strings/ticker.ts';
import { TickerActions } from './actions.tsx';
import { Coverage } from './coverage.tsx';
import { Lists } from './lists.tsx';
import { Prices } from './prices.tsx';

const route = getRouteApi('/tickers/$ticker');

const Fundamentals = lazy(() => import('./fundamentals.tsx'));
const Notes = lazy(() => import('./ticker-notes.tsx'));

/** What do we hold of this ticker? */
export default function TickerPage(): ReactNode {
  const { ticker } = route.useParams();
  const { fundamentals: period } = route.useSearch();
  const query = useAnswer('/instruments/{ticker}', { params: { ticker } });
  if (query.error && !query.data) return <Failure error={query.error} retry={query.refetch} />;
  const { name, mic, symbols = [], watchlists = [] } = query.data ?? {};
  const former = symbols.filter(({ to }) => to !== null).map(({ symbol }) => symbol);
  return (
    <>
      <PageHeader
        title={ticker}
        remark={
          name && (
            <>
              {name} · {mic}
              {former.length > 0 && ` · ${strings.formerly(former.join(', '))}`}
              {watchlists.length > 0 && ` · ${strings.tracked(watchlists.join(', '))}`}
            </>
          )
        }
        actions={query.data && <TickerActions ticker={ticker} isTracked={watchlists.length > 0} />}
      />
      <div className="grid gap-3">
        <Prices ticker={ticker} />
        <Coverage ticker={ticker} />
        {period ? (
          <Suspense>
            <Fundamentals ticker={ticker} period={period} />
          </Suspense>
        ) : (
          <Link to="." search={{ fundamentals: 'year' }} className="button justify-self-start">
            {strings.fundamentals}
          </Link>
        )}
        <Lists ticker={ticker} />
        <NotesOnDemand ticker={ticker} />
      </div>
    </>
  );
}

/** The notes of a ticker, once they are asked for: its chart leaves the page little room. */
function NotesOnDemand({ ticker }: { ticker: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return isOpen ? (
    <Suspense>
      <Notes ticker={ticker} />
    </Suspense>
  ) : (
    <button type="button" className="button justify-self-start" onClick={() => setOpen(true)}>
      {strings.notes}
    </button>
  );
}
