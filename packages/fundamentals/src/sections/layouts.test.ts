import { expect } from 'chai';
import { htmlLines } from './html-lines.ts';
import { statusOf } from './status.ts';
import { toSections } from './to-sections.ts';

const titles = {
  '1': 'Business',
  '1A': 'Risk Factors',
  '2': 'Properties',
  '3': 'Legal Proceedings',
  '7': 'Management’s Discussion and Analysis',
  '7A': 'Quantitative and Qualitative Disclosures About Market Risk',
  '8': 'Financial Statements',
} as const;
type Item = keyof typeof titles;
const all: readonly Item[] = ['1', '1A', '2', '3', '7', '7A', '8'];
/** Unlike lengths: between headings that repeat the balance of two texts must not decide. */
const pages: Readonly<Record<Item, number>> = { '1': 3, '1A': 20, '2': 1, '3': 2, '7': 9, '7A': 2, '8': 6 };
const wordOf = (item: Item) => `item${item.toLowerCase()}word`;
const sentencesOf = (item: Item, page: number) =>
  Array.from({ length: 12 }, (_, nth) => `The ${wordOf(item)} ${nth} of page ${page} is told.`);
const paragraph = (text: string) => `<p>${text}</p>`;
const headingOf = (item: Item) => `Item ${item}. ${titles[item]}`;
const pagesOf = (item: Item, head: string) =>
  Array.from(
    { length: pages[item] },
    (_, page) => `${paragraph(sentencesOf(item, page).join(' '))}<hr style="page-break-after:always">${head}`,
  ).join('');
const report = (heading: (item: Item) => string, head: (item: Item) => string = () => '') =>
  `<p>FORM 10-K</p>${all.map((item) => heading(item) + pagesOf(item, head(item))).join('')}<p>SIGNATURES</p>`;

function expectOwnTexts(document: string): void {
  for (const { item, status, text, warnings } of toSections(Buffer.from(document)).sections) {
    expect(status, `${item} ${warnings}`).to.equal('text');
    const words = text?.match(/item\w+word/g) ?? [];
    expect(new Set(words), item).to.deep.equal(new Set([wordOf(item as Item)]));
    expect(words.length, item).to.equal(12 * pages[item as Item]);
    expect(text, item).to.match(/^item/i);
  }
}

describe('the sections of unusual layouts', () => {
  it('begin at the first of the titles that run on their pages, in whatever wording', () => {
    const heading = (item: Item) => paragraph(headingOf(item).toUpperCase());
    expectOwnTexts(report(heading, (item) => paragraph(headingOf(item))));
    expectOwnTexts(report(heading, (item) => paragraph(`${headingOf(item)}, continued`)));
    expectOwnTexts(report(heading, (item) => paragraph('PART I') + paragraph(`Item ${item}`)));
  });

  it('keep the last words behind the head of a page', () => {
    const head = (item: Item) =>
      `${paragraph('PART I')}${paragraph(`Item ${item}`)}${paragraph(`A last ${wordOf(item)}.`)}`;
    const found = toSections(Buffer.from(report((item) => paragraph(headingOf(item)), head)));
    for (const { item, text } of found.sections)
      expect(text?.endsWith(`A last ${wordOf(item as Item)}.`)).to.equal(true);
  });

  it('are found by numbers written otherwise', () => {
    expectOwnTexts(report((item) => paragraph(headingOf(item).replace(/(\d)A\./, '$1.A.'))));
    expectOwnTexts(report((item) => paragraph(headingOf(item).replace(/(\d)A\./, '$1-A.'))));
    const romans: Record<string, string> = { '1': 'I', '2': 'II', '3': 'III', '7': 'VII', '8': 'VIII' };
    expectOwnTexts(report((item) => paragraph(headingOf(item).replace(/\d/, (digit) => romans[digit] ?? digit))));
    const merged = report((item) => (item === '2' ? '' : paragraph(headingOf(item)))).replace(
      'Item 1. Business',
      'Items 1. and 2. Business and Properties',
    );
    expect(toSections(Buffer.from(merged)).sections[0]?.status).to.equal('text');
  });

  it('are found in plain text that one tag wraps', () => {
    const text = all
      .map(
        (item) =>
          `${headingOf(item).toUpperCase()}\n\n${Array.from({ length: pages[item] }, (_, page) => sentencesOf(item, page).join('\n')).join('\n')}\n`,
      )
      .join('');
    expectOwnTexts(`<html><body><pre>FORM 10-K\n${text}</pre></body></html>`);
  });

  it('are unsure where only an index names their pages', () => {
    const topics = [
      'Overview',
      'Segments',
      'Competition',
      'Regulation',
      'Human capital',
      'Trends',
      'Available information',
    ];
    for (const numbers of ['4–20, 33', 'Pages 4 - 20', '4-20 and 33-35']) {
      const index = all
        .map((item) => paragraph(headingOf(item)) + topics.map((topic) => paragraph(`${topic} ${numbers}`)).join(''))
        .join('');
      const { sections } = toSections(Buffer.from(`<p>FORM 10-K</p>${index}`));
      expect(new Set(sections.map(({ status }) => status)), numbers).to.deep.equal(new Set(['unsure']));
    }
  });

  it('keep an answer that stands at the end of many pages', () => {
    const none = '<p>Item 3.</p><p>Legal Proceedings</p><p>None.</p><hr style="page-break-after:always">';
    const document = report(
      (item) =>
        (item === '2' ? '<p>None.</p><hr style="page-break-after:always">'.repeat(4) : '') + paragraph(headingOf(item)),
    );
    const from = document.indexOf('<p>Item 3.');
    const found = toSections(
      Buffer.from(document.slice(0, from) + none + document.slice(document.indexOf('<p>Item 7.'))),
    );
    const legal = found.sections.find(({ item }) => item === '3');
    expect([legal?.status, legal?.text]).to.deep.equal(['text', 'Item 3. Legal Proceedings None.']);
  });

  it('keep a sentence that stands at the end of many pages', () => {
    const said = 'We believe that this claim has no merit.';
    const document = report(
      (item) => paragraph(headingOf(item)),
      () => paragraph(said),
    );
    const legal = toSections(Buffer.from(document)).sections.find(({ item }) => item === '3');
    expect(legal?.text?.endsWith(said)).to.equal(true);
  });

  it('cost no more for fonts that are never closed', () => {
    expect(htmlLines(`${'<font size="2">'.repeat(30_000)}<p>bottom</p>`).map(({ text }) => text)).to.deep.equal([
      'bottom',
    ]);
    expect(htmlLines('<font style="display:none">hidden</font><p>seen</p>').map(({ text }) => text)).to.deep.equal([
      'seen',
    ]);
  });
});

describe('the status of a short section', () => {
  it('is text where a company need not do something else than answer', () => {
    expect(statusOf('Item 3. Legal Proceedings We are not required to record a loss for the suit of Smith.')).to.equal(
      'text',
    );
    expect(statusOf('Item 1A. Risk Factors Smaller companies are not required to provide this.')).to.equal(
      'not-applicable',
    );
    expect(statusOf('Item 1A. Risk Factors We have elected not to provide this.')).to.equal('not-applicable');
    expect(
      statusOf('Item 3. Legal Proceedings The rule is not applicable to such claims. We defend the case.'),
    ).to.equal('text');
    expect(statusOf('Item 7A. Market Risk. Omitted.')).to.equal('not-applicable');
  });

  it('is a pointer with what is to be read beside it', () => {
    for (const pointed of [
      'Information is available in Note 12.',
      'Incorporated by reference from Item 7.',
      'We provide the information in Item 7 under Risk Management.',
    ])
      expect(statusOf(`Item 3. Legal Proceedings ${pointed}`), pointed).to.equal('by-reference');
    expect(statusOf('Item 3. Legal Proceedings We are a party to a suit, which is described as follows.')).to.equal(
      'text',
    );
    const pointer =
      'Item 7. Discussion. The review on pages 3 to 9 is incorporated by reference. It should be read in conjunction with the statements.';
    expect(statusOf(pointer)).to.equal('by-reference');
  });
});
