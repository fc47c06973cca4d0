import { getRouteApi, Link } from '@tanstack/react-router';
import type { FilingDetail } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Facts } from '../../components/facts.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { Owners, Tickers } from '../../components/trade-columns.tsx';
import { absent } from '../../format/numbers.ts';
import { filing as words } from '../../strings/insider-trades.ts';
import { Holdings, Trades } from './lines.tsx';

const route = getRouteApi('/filings/$accession');

/** One filing in full, as it was filed. */
export default function FilingPage(): ReactNode {
  const { accession } = route.useParams();
  const query = useAnswer('/filings/{accession}', { params: { accession } });
  const { data } = query;
  return (
    <>
      <PageHeader
        title={data ? words.title(data.form, data.issuer_name ?? data.issuer_cik) : words.accession(accession)}
        remark={data && accession}
        actions={
          data && (
            <a className="button no-underline" href={data.url} rel="noreferrer" target="_blank">
              {words.atSec}
            </a>
          )
        }
      />
      <div className="grid gap-3">
        <Panel title={words.panels.facts}>
          <Answered query={query} rows={6}>
            {(filing) => <FilingFacts filing={filing} />}
          </Answered>
        </Panel>
        <Panel title={words.panels.trades}>
          <Answered query={query} rows={4}>
            {({ trades }) => (trades.length === 0 ? <Empty>{words.noTrades}</Empty> : <Trades trades={trades} />)}
          </Answered>
        </Panel>
        <Panel title={words.panels.holdings}>
          <Answered query={query} rows={2}>
            {({ holdings }) =>
              holdings.length === 0 ? <Empty>{words.noHoldings}</Empty> : <Holdings holdings={holdings} />
            }
          </Answered>
        </Panel>
        <Panel title={words.panels.footnotes}>
          <Answered query={query} rows={3}>
            {(filing) => <Footnotes filing={filing} />}
          </Answered>
        </Panel>
      </div>
    </>
  );
}

function FilingFacts({ filing }: { filing: FilingDetail }): ReactNode {
  const { facts } = words;
  const { owners, tickers, amends, amendment, flags, is_10b5_1: plan, filed_at: at } = filing;
  return (
    <Facts
      facts={[
        [facts.form, filing.form],
        [facts.filed, at ? <Time key="filed" at={at} /> : filing.filed_on],
        [facts.period, filing.period ?? absent],
        [facts.issuer, `${filing.issuer_name ?? ''} (CIK ${filing.issuer_cik})`.trim()],
        [facts.tickers, tickers.length === 0 ? absent : <Tickers key="tickers" of={tickers} />],
        [facts.owners, <OwnersWithRoles key="owners" of={owners} />],
        [facts.plan, plan === null ? absent : plan ? words.yes : words.no],
        ...(amends
          ? [
              [
                facts.amends,
                <Link key="amends" to="/filings/$accession" params={{ accession: amends }} className="font-mono">
                  {amends}
                </Link>,
              ] as const,
            ]
          : []),
        ...(amendment ? [[facts.amendment, amendment] as const] : []),
        ...(flags.length > 0 ? [[facts.flags, flags.join(', ')] as const] : []),
        [facts.stored, <Time key="stored" at={filing.stored_at} />],
        [facts.parser, String(filing.parser_version)],
        [
          facts.document,
          <span key="document" className="font-mono text-[12px]" title={filing.document_sha256}>
            {filing.document_sha256.slice(0, 16)}…
          </span>,
        ],
      ]}
    />
  );
}

const OwnersWithRoles = ({ of }: { of: FilingDetail['owners'] }) => (
  <>
    {of.map((owner) => (
      <span key={owner.cik} className="block">
        <Owners of={[owner]} /> <span className="text-quiet">{owner.title ?? owner.roles.join(', ')}</span>
      </span>
    ))}
  </>
);

function Footnotes({ filing: { footnotes, remarks } }: { filing: FilingDetail }): ReactNode {
  const entries = Object.entries(footnotes);
  if (entries.length === 0 && !remarks) return <Empty>{words.noFootnotes}</Empty>;
  return (
    <dl className="grid max-w-[80ch] grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 px-3 py-2.5">
      {entries.map(([id, text]) => (
        <div key={id} className="contents">
          <dt className="font-mono text-[12.5px] text-quiet" id={id}>
            {id}
          </dt>
          <dd className="break-words">{text}</dd>
        </div>
      ))}
      {remarks && (
        <div className="contents">
          <dt />
          <dd className="break-words">{remarks}</dd>
        </div>
      )}
    </dl>
  );
}
