import { Accession, Cik, Day, OwnershipForm, PipelineError } from '@tickermill/core';
import { parseXml, type XmlElement } from '../insider-trades/xml-tree.ts';

/** One entry of the current feed: a filing in the name of one of its parties. */
export interface FeedEntry {
  readonly accession: Accession;
  readonly form: string;
  readonly cik: Cik;
  readonly filedOn: Day;
  /** When EDGAR accepted it. */
  readonly acceptedAt: Date;
}

/**
 * The entries of a page of EDGAR's current feed, in its order: the newest first.
 * @throws {PipelineError} `UNEXPECTED_ANSWER` naming what differs, `WRONG_ANSWER` for an entry of which a part is another's.
 */
export function readFeed(text: string): FeedEntry[] {
  const feed = rootOf(text);
  if (feed.name !== 'feed') throw unreadable(`its root is ${feed.name}`);
  return feed.children.filter(({ name }) => name === 'entry').map(toEntry);
}

/** Whether a filing is a Form 3, 4, 5 or an amendment: the feed selects by the beginning of a form's name. */
export const isOwnership = ({ form }: FeedEntry): boolean => OwnershipForm.safeParse(form).success;

function rootOf(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (cause) {
    // A feed that cannot be read is the fault of the source; what is thrown here speaks of documents.
    throw unreadable(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function toEntry(entry: XmlElement): FeedEntry {
  const child = (name: string) => entry.children.find((each) => each.name === name);
  const textOf = (name: string) => child(name)?.text ?? '';
  const accession = Accession.safeParse(/accession-number=(\S+)$/.exec(textOf('id'))?.[1]);
  const cik = Cik.safeParse(/\((\d{10})\)\s*\([^()]*\)\s*$/.exec(textOf('title'))?.[1]);
  const filedOn = Day.safeParse(/Filed:\s*<\/b>\s*(\S+)/.exec(textOf('summary'))?.[1]);
  const acceptedAt = new Date(textOf('updated'));
  const form = child('category')?.attributes['term'] ?? '';
  if (!accession.success || !cik.success || !filedOn.success || Number.isNaN(acceptedAt.getTime()) || form === '') {
    throw unreadable(`an entry is incomplete: ${textOf('title').slice(0, 80)}`);
  }
  // The link names the filing again, and in whose name it is listed.
  const [, party = '', filing = ''] =
    /\/data\/(\d{1,10})\/(\d{18})\//.exec(child('link')?.attributes['href'] ?? '') ?? [];
  if (filing !== accession.data.replaceAll('-', '') || party.padStart(10, '0') !== cik.data) {
    throw new PipelineError('WRONG_ANSWER', `The entry ${accession.data} of ${cik.data} links to another filing`, {
      detail: {
        accession: accession.data,
        cik: cik.data,
        link: child('link')?.attributes['href']?.slice(0, 200) ?? '',
      },
    });
  }
  return { accession: accession.data, form, cik: cik.data, filedOn: filedOn.data, acceptedAt };
}

const unreadable = (because: string, cause?: unknown) =>
  new PipelineError('UNEXPECTED_ANSWER', `The current feed cannot be read: ${because.slice(0, 200)}`, { cause });
