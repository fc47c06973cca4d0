import { collectors } from '@tickermill/collectors';
import type { OwnershipFiling } from '@tickermill/core';
import { PipelineEvent } from '@tickermill/core/contracts';
import { replay } from '@tickermill/engine';
import { isConnectionLost } from '@tickermill/store';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { openThread, type Thread, today } from './thread.fixture.ts';

type Step = NonNullable<Parameters<typeof replay>[2]>;
type Asked = Parameters<typeof replay>[1];

const all: readonly { readonly steps: readonly Step[] }[] = collectors;
const document = all.flatMap(({ steps }) => steps).find(({ asked }) => asked) as Step;

/** A parser of the future, which reads what it is given otherwise. */
const parserOf = (
  parserVersion: number,
  otherwise: (filing: OwnershipFiling, text: string) => OwnershipFiling,
): Step => ({
  ...document,
  parserVersion,
  parse(answer, input) {
    const outcome = document.parse(answer, input);
    if (outcome.kind !== 'found') return outcome;
    const records = (outcome.records ?? []) as readonly OwnershipFiling[];
    return { ...outcome, records: records.map((filing) => otherwise(filing, answer.text())) } as typeof outcome;
  },
});
const inCapitals = parserOf(2, (filing) => ({ ...filing, remarks: 'READ BY VERSION 2' }));

describe('a replay', () => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread((url) => ({ kind: 'postgres', url }));
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const asked: Asked = {
    source: 'sec-edgar',
    since: null,
    accessions: [],
    all: false,
    dryRun: false,
    after: null,
    limit: 100,
  };
  const run = (parser: Step, what: Partial<Asked> = {}) => replay(thread, { ...asked, ...what }, parser);
  const published = async () =>
    (await thread.store.db.event.findMany({ where: { type: 'replay.finished' } })).map(({ type, at, data }) =>
      PipelineEvent.parse({ type, at: at.toISOString(), ...(data as object) }),
    );
  const requests = async () => (await thread.ask<{ totals: { requests: number } }>('stats')).totals.requests;
  /** Has a ticker fetched with one document that arrives malformed each time, and is set aside. */
  const scrapeWithOneSpoilt = async () => {
    interface Truth {
      readonly total: { readonly accessions: readonly string[] };
    }
    const truth = await thread.ask<Truth>(
      `truth/insider-trades?tickers=AAPL&from=2026-10-21&to=${today}&detail=accessions`,
    );
    const [spoilt = ''] = truth.total.accessions;
    await thread.fault({ host: 'www.sec.gov', kind: 'malformed', path: spoilt });
    const { report: first } = await thread.scrape('AAPL');
    await thread.fault([]);
    return { first, spoilt };
  };
  const everything = () =>
    thread.rows(`SELECT f.*, (SELECT jsonb_agg(t ORDER BY table_name, line) FROM insider_trades t WHERE t.accession = f.accession) AS trades
      FROM filings f ORDER BY accession`);

  it('shows filing by filing and field by field what would change, then does it, and asks no one', async () => {
    const { report } = await thread.scrape('AAPL');
    const before = await everything();
    const requestsBefore = await requests();
    const shown = await run(inCapitals, { dryRun: true });
    expect(shown).to.include({
      dryRun: true,
      parserVersion: 2,
      read: report.found,
      changed: report.found,
      next: null,
    });
    for (const { state, changes, relinked } of shown.documents) {
      expect([state, relinked]).to.deep.equal(['changed', []]);
      expect(changes.map(({ row, field, after }) => [row, field, after])).to.deep.equal([
        ['filing', 'remarks', 'READ BY VERSION 2'],
      ]);
    }
    expect(await everything(), 'a dry run changes nothing').to.deep.equal(before);

    const done = await run(inCapitals);
    expect(done).to.deep.equal({ ...shown, dryRun: false });
    const versions = await thread.rows('SELECT DISTINCT parser_version AS v, remarks FROM filings');
    expect(versions).to.deep.equal([{ v: 2, remarks: 'READ BY VERSION 2' }]);
    expect(await run(inCapitals)).to.include({ read: 0, changed: 0, next: null });
    expect(await run(inCapitals, { all: true })).to.include({
      read: report.found,
      changed: 0,
      unchanged: report.found,
    });
    expect(await requests()).to.equal(requestsBefore);
  });

  it('goes page by page, each filing once, and anew where it was broken off', async () => {
    const { report } = await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1_000 });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof run>> = await run(inCapitals, { after, limit: 3, dryRun: true });
      seen.push(...page.documents.map(({ accession }) => accession));
      after = page.next;
    } while (after !== null);
    expect(seen).to.have.length(report.found);
    expect(seen).to.deep.equal([...new Set(seen)].sort());
    expect(await published(), 'nothing was done').to.deep.equal([]);

    const { next } = await run(inCapitals, { limit: 3 }); // and then whoever asked was lost
    expect(next?.slice(0, 20)).to.equal(seen[2]);
    expect(await run(inCapitals, { limit: 500 })).to.include({ changed: report.found - 3, next: null });
  });

  it('reports at its end what all its pages have come to', async () => {
    const { report } = await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1_000 });
    const all = { read: report.found, changed: report.found, stored: 0, unchanged: 0, unreadable: 0, missing: 0 };
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      expect(await published()).to.deep.equal([]);
      after = (await run(inCapitals, { after, limit: 5 })).next;
    }
    const [finished, ...more] = await published();
    expect(finished).to.deep.include({ type: 'replay.finished', source: 'sec-edgar', parser_version: 2, ...all });
    expect(more).to.deep.equal([]);
  });

  it('keeps to days and to filings that are named', async () => {
    await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1_000 });
    const filings = await thread.rows<{ accession: string; day: string }>(
      'SELECT accession, filed_on::text AS day FROM filings ORDER BY filed_on DESC, accession',
    );
    const [newest] = filings;
    const ofDay = filings.filter(({ day }) => day === newest?.day).map(({ accession }) => accession);
    const since = await run(inCapitals, { dryRun: true, since: newest?.day ?? null });
    expect(since.documents.map(({ accession }) => accession)).to.have.members(ofDay);
    const named = [newest?.accession ?? ''];
    const page = await run(inCapitals, { dryRun: true, accessions: named });
    expect(page.documents.map(({ accession }) => accession)).to.deep.equal(named);
  });

  it('stores what was set aside and can be read now, and sets it aside no longer', async () => {
    const { first, spoilt } = await scrapeWithOneSpoilt();
    expect(await run(inCapitals, { dryRun: true, accessions: [spoilt] })).to.include({ read: 1, unreadable: 1 });
    // The fault of the sandbox spoils the name of one closing tag; this parser reads over it.
    const forgiving: Step = {
      ...document,
      parserVersion: 2,
      parse: (answer, input) =>
        document.parse({ ...answer, body: Buffer.from(answer.text().replace(/<\/([a-z]\w*)X>/, '</$1>')) }, input),
    };
    expect(await run(forgiving)).to.include({ stored: 1, read: first.found, unreadable: 0, missing: 0 });
    expect(await thread.rows('SELECT key FROM set_aside_documents')).to.deep.equal([]);
    expect(await thread.rows(`SELECT 1 FROM filings WHERE accession = '${spoilt}'`)).to.have.length(1);
    const again = await thread.scrape('AAPL', undefined, { force: true });
    expect(again.report).to.include({ requests: 1, created: 0 });
  });

  it('leaves as it is what it cannot read, says why, and does not try again', async () => {
    await scrapeWithOneSpoilt();
    const before = await everything();
    const [stored] = await thread.rows<{ accession: string; sha: string }>(
      'SELECT accession, document_sha256 AS sha FROM filings ORDER BY accession LIMIT 1',
    );
    const strict = parserOf(2, () => {
      throw new Error('a parser that fails');
    });
    const page = await run(strict);
    expect(page).to.include({ read: before.length + 1, unreadable: before.length + 1, changed: 0, stored: 0 });
    expect(page.documents.filter(({ wasSetAside }) => wasSetAside).map(({ error }) => error?.code)).to.deep.equal([
      'MALFORMED_XML',
    ]);
    expect(await everything()).to.deep.equal(before);
    expect(await thread.rows('SELECT parser_version AS v FROM set_aside_documents')).to.deep.equal([{ v: 2 }]);

    await thread.store.db.$executeRaw`DELETE FROM captures WHERE sha256 = ${stored?.sha}`;
    const later = await run(inCapitals);
    expect(later).to.include({ read: before.length, changed: before.length - 1, missing: 1 });
    expect(later.documents.find(({ state }) => state === 'missing')?.accession).to.equal(stored?.accession);
  });

  it('matches amendments anew, and names the filings that count otherwise', async () => {
    await thread.scrape('AAPL', { daysBack: 500, maxFilings: 1_000 });
    const matched = await thread.rows<{ accession: string; amends: string }>(`
      SELECT accession, amends FROM filings f WHERE amendment = 'matched'
        AND EXISTS (SELECT FROM insider_trades t WHERE t.accession = f.amends AND superseded_by = f.accession)`);
    const [amendment] = matched;
    if (!amendment) throw new Error('no amendment restates trades in this world');
    const otherDay = parserOf(2, (filing) => ({ ...filing, originalFiledOn: filing.originalFiledOn && '2001-01-03' }));
    const page = await run(otherDay, { accessions: [amendment.accession] });
    const [{ changes, relinked } = { changes: [], relinked: [] }] = page.documents;
    expect(relinked).to.include(amendment.amends);
    const fields = changes.filter(({ row }) => row === 'filing').map(({ field, after }) => [field, after]);
    expect(fields).to.deep.include.members([
      ['amendment', 'unmatched'],
      ['amends', null],
    ]);
  });

  describe('of a group of documents', () => {
    const parserVersions = async () =>
      Object.fromEntries(
        (
          await thread.rows<{ accession: string; v: number }>(
            'SELECT accession, parser_version AS v FROM filings ORDER BY accession',
          )
        ).map(({ accession, v }) => [accession, v]),
      );
    /** The filings with the version that has read them: the second where `isRead` says so. */
    const versionsOf = (accessions: readonly string[], isRead: (nth: number) => boolean) =>
      Object.fromEntries(accessions.map((accession, nth) => [accession, isRead(nth) ? 2 : 1]));

    it('of which some count otherwise says the same as one by one', async () => {
      await thread.scrape('AAPL', { daysBack: 500, maxFilings: 1_000 });
      const otherDay = parserOf(2, (filing) => ({
        ...filing,
        originalFiledOn: filing.originalFiledOn && '2001-01-03',
      }));
      const together = await run(otherDay, { dryRun: true });
      const alone: (typeof together.documents)[number][] = [];
      for (const { accession } of together.documents)
        alone.push(...(await run(otherDay, { dryRun: true, accessions: [accession] })).documents);
      expect(together.documents).to.deep.equal(alone);
      const relinked = together.documents.filter((each) => each.relinked.length > 0);
      expect(relinked).to.have.length.within(1, together.documents.length - 1);
    });

    it('of which Postgres refuses one stores those before it, and the others when that is mended', async () => {
      const { report } = await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1_000 });
      const accessions = Object.keys(await parserVersions());
      const refused = Math.floor(accessions.length / 2);
      await thread.rows(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF new.accession = '${accessions[refused]}' THEN RAISE EXCEPTION 'this one is refused'; END IF; RETURN new; END $$`);
      await thread.rows(
        'CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON filings FOR EACH ROW EXECUTE FUNCTION refuse()',
      );
      const thrown = await run(inCapitals).catch((error: unknown) => error);
      expect(String(thrown)).to.contain('this one is refused');
      expect(refused).to.be.greaterThan(0);
      expect(await parserVersions()).to.deep.equal(versionsOf(accessions, (nth) => nth < refused));

      await thread.rows('DROP TRIGGER refuse ON filings');
      expect(await run(inCapitals)).to.include({ changed: report.found - refused, next: null });
      expect(await parserVersions()).to.deep.equal(versionsOf(accessions, () => true));
    });

    it('that is broken off within its transaction has stored none of it, and is stored whole the next time', async () => {
      const { report } = await thread.scrape('AAPL', { daysBack: 120, maxFilings: 1_000 });
      const accessions = Object.keys(await parserVersions());
      const before = await everything();
      const thrown = await thread.store.sqlTransaction(async (tx) => {
        await tx.$queryRaw`SELECT FROM filings WHERE accession = ${accessions[14]} FOR UPDATE`;
        const replayed = run(inCapitals, { limit: 15 }).catch((error: unknown) => error);
        // It stands before the last row of the group, and has written those before it.
        await until('it waits, and is killed', async () => {
          const killed = await thread.rows(`SELECT pg_terminate_backend(pid)
            FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
          return killed.length > 0;
        });
        return replayed;
      });
      expect(isConnectionLost(thrown), String(thrown)).to.equal(true);
      expect(await everything()).to.deep.equal(before);
      expect(await run(inCapitals)).to.include({ changed: report.found, next: null });
      expect(await parserVersions()).to.deep.equal(versionsOf(accessions, () => true));
    });
  });
});
