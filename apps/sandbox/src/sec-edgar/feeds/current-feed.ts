import { instantOf } from '@tickermill/core';
import type { MarketFiling, Party } from '../market-day.ts';

const zone = 'America/New_York';
const maxEntries = 100;

/** The query of a request for the current feed. */
export interface FeedQuery {
  readonly type: string;
  readonly owner: 'include' | 'exclude' | 'only';
  readonly start: number;
  readonly count: number;
}

/** The query of `browse-edgar?action=getcurrent&output=atom`; null for any other, which is not imitated. */
export function feedQuery(query: string): FeedQuery | null {
  const asked = new URLSearchParams(query);
  if (asked.get('action') !== 'getcurrent' || asked.get('output') !== 'atom') return null;
  const owner = asked.get('owner') ?? 'include';
  const number = (name: string, otherwise: number) => Math.max(0, Number(asked.get(name) ?? otherwise) || otherwise);
  return {
    type: asked.get('type') ?? '',
    owner: owner === 'only' || owner === 'exclude' ? owner : 'include',
    start: number('start', 0),
    count: Math.min(maxEntries, Math.max(1, number('count', 40))),
  };
}

/** A page of the feed, the newest first, an entry for each party; null past its end. A type means all that begin with it. */
export function currentFeed(
  newest: readonly MarketFiling[],
  { type, owner, start, count }: FeedQuery,
  now: Date,
): string | null {
  const entries = newest
    .filter(({ form }) => form.startsWith(type))
    .filter(({ isOwnership }) => owner === 'include' || isOwnership === (owner === 'only'))
    .flatMap((filing) => filing.parties.map((party) => ({ filing, party })));
  if (start > 0 && start >= entries.length) return null;
  const address = '/cgi-bin/browse-edgar?action=getcurrent';
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Latest Filings - ${now.toUTCString()}</title>
<link rel="alternate" href="${address}"/>
<link rel="self" href="${address}"/>
<id>https://www.sec.gov${address}</id>
<author><name>Webmaster</name><email>webmaster@sec.gov</email></author>
<updated>${now.toISOString()}</updated>
${entries
  .slice(start, start + count)
  .map(({ filing, party }) => toEntry(filing, party))
  .join('')}</feed>
`;
}

function toEntry({ accession, form, filedOn, acceptedAt }: MarketFiling, { cik, name, role }: Party): string {
  const folder = `https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession.replaceAll('-', '')}`;
  return `<entry>
<title>${form} - ${escaped(name)} (${cik}) (${role})</title>
<link rel="alternate" type="text/html" href="${folder}/${accession}-index.htm"/>
<summary type="html">
 &lt;b&gt;Filed:&lt;/b&gt; ${filedOn} &lt;b&gt;AccNo:&lt;/b&gt; ${accession} &lt;b&gt;Size:&lt;/b&gt; ${8 + (Number(accession.slice(-2)) % 30)} KB
</summary>
<updated>${acceptedAt}${offsetOf(acceptedAt)}</updated>
<category scheme="https://www.sec.gov/" label="form type" term="${form}"/>
<id>urn:tag:sec.gov,2008:accession-number=${accession}</id>
</entry>
`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** How far a wall time of New York is behind UTC, as Atom writes it. */
function offsetOf(wallTime: string): string {
  const hours = Math.round((instantOf(wallTime, zone).getTime() - Date.parse(`${wallTime}Z`)) / 3_600_000);
  return `-${String(hours).padStart(2, '0')}:00`;
}
