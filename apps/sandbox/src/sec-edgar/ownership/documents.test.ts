import { expect } from 'chai';
import { SandboxSettings } from '../../settings.ts';
import { type Edgar, openEdgar } from '../edgar.ts';
import type { Filing } from './filing.ts';
import { findFiling } from './filings-of-day.ts';
import { ownershipXml } from './ownership-xml.ts';
import { submissionText } from './submission-text.ts';

/** Every filing of the first companies in the years before a day. */
function filingsOf(edgar: Edgar, companies: number): Filing[] {
  return edgar.register.companies.slice(0, companies).flatMap((company) =>
    edgar
      .historyOf(company)
      .filter(({ isOwnership }) => isOwnership)
      .flatMap(({ accession }) => findFiling(edgar.world, company, accession) ?? []),
  );
}

/** The first closing tag that does not match its opening tag, or null. */
function mismatchIn(xml: string): string | null {
  const open: string[] = [];
  for (const [tag, slash, name = '', empty] of xml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (empty) continue;
    if (!slash) open.push(name);
    else if (open.pop() !== name) return tag;
  }
  return open.length > 0 ? `${open.at(-1)} is left open` : null;
}

describe('ownership documents', () => {
  let filings: Filing[];
  let documents: string[];
  before(() => {
    const recent = openEdgar(SandboxSettings.parse({ today: '2026-11-20' }));
    const early = openEdgar(SandboxSettings.parse({ today: '2023-06-30', years: 1 }));
    filings = [...filingsOf(recent, 45), ...filingsOf(early, 25)];
    documents = filings.map(ownershipXml);
  });

  it('are well formed and hold no character that needs an escape', () => {
    for (const [nth, document] of documents.entries()) {
      expect(mismatchIn(document.replace(/^<\?.*\?>/, '')), filings[nth]?.accession).to.equal(null);
      expect(document).not.to.match(/&(?!amp;|lt;|gt;|quot;|apos;)/);
    }
  });

  it('follow the schema of their day', () => {
    for (const [nth, { form, filedOn }] of filings.entries()) {
      const document = documents[nth] ?? '';
      const isForm3 = form.startsWith('3');
      const older = isForm3 ? 'X0206' : filedOn < '2023-04-01' ? 'X0306' : 'X0508';
      const version = filedOn < '2026-03-01' ? older : 'X0609';
      expect(document).to.include(`<schemaVersion>${version}</schemaVersion>`);
      expect(document.includes('<aff10b5One>')).to.equal(!isForm3 && filedOn >= '2023-04-01');
      expect(document.includes('<rptOwnerNonUSAddressFlag>')).to.equal(version === 'X0609');
    }
  });

  it('keep the order of the schema', () => {
    const top = /^ {4}<(\w+)/gm;
    const order = [
      'schemaVersion',
      'documentType',
      'periodOfReport',
      'dateOfOriginalSubmission',
      'noSecuritiesOwned',
      'notSubjectToSection16',
      'form3HoldingsReported',
      'form4TransactionsReported',
      'issuer',
      'reportingOwner',
      'aff10b5One',
      'nonDerivativeTable',
      'derivativeTable',
      'footnotes',
      'remarks',
      'ownerSignature',
    ];
    for (const document of documents) {
      const places = [...document.matchAll(top)].map(([, name = '']) => order.indexOf(name));
      expect(places).not.to.include(-1);
      expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    }
  });

  it('cite only footnotes that they have', () => {
    for (const [nth, document] of documents.entries()) {
      const count = filings[nth]?.footnotes.length ?? 0;
      const cited = [...document.matchAll(/<footnoteId id="F(\d+)"\/>/g)].map(([, id]) => Number(id));
      expect(Math.max(0, ...cited)).to.be.at.most(count);
    }
  });

  it('are of every kind that a parser has to know', () => {
    const all = documents.join('');
    const forms = ['3', '3/A', '4', '4/A', '5', '5/A'].map((form) => `<documentType>${form}<`);
    const codes = [...'PSAFMGCJXWD'].map((code) => `<transactionCode>${code}<`);
    const rare = [
      '<transactionTotalValue>',
      '<valueOwnedFollowingTransaction>',
      '<underlyingSecurityValue>',
      '<value>00',
      '<noSecuritiesOwned>1',
      '<equitySwapInvolved>1',
      '<rptOwnerNonUSAddressFlag>true',
      '<isOther>1',
      '&amp;',
      '&apos;',
      '<value>L</value>',
      '<value>E</value>',
      '<isDirector>true',
      '<isDirector>1',
      '<value>Class B Common Stock',
    ];
    for (const text of [...forms, ...codes, ...rare]) expect(all.includes(text), text).to.equal(true);
    const owners = filings.map((filing) => filing.owners.length);
    expect([Math.min(...owners), Math.max(...owners)]).to.deep.equal([1, 10]);
    expect(filings.some((filing) => submissionText(filing).includes('<TYPE>EX-24'))).to.equal(true);
  });

  it('of amendments name the day of an earlier filing of the same issuer, owners and form', () => {
    const amendments = filings.filter(({ originalFiledOn }) => originalFiledOn !== null);
    expect(amendments.length / filings.length).to.be.within(0.03, 0.08);
    const key = ({ issuer, owners, form }: Filing, day: string | null) =>
      [issuer.cik, owners.map(({ cik }) => cik), form.slice(0, 1), day].join();
    const originals = new Set(filings.map((filing) => key(filing, filing.filedOn)));
    const early = (day: string | null) =>
      day === null || day < '2022-03-01' || (day > '2023-06-30' && day < '2024-03-01');
    for (const amendment of amendments) {
      const { originalFiledOn, filedOn } = amendment;
      expect(originalFiledOn && originalFiledOn < filedOn).to.equal(true);
      if (!early(originalFiledOn)) expect(originals.has(key(amendment, originalFiledOn))).to.equal(true);
    }
    const isHoldingsOnly = ({ rows }: Filing) => rows.length > 0 && rows.every(({ transaction }) => !transaction);
    expect(amendments.some(isHoldingsOnly)).to.equal(true);
  });
});
