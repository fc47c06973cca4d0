import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { htmlLines } from './html-lines.ts';
import { readDocument } from './read-document.ts';
import { statusOf } from './status.ts';
import { toSections } from './to-sections.ts';

const prose = (word: string, sentences = 20) =>
  Array.from({ length: sentences }, (_, nth) => `The ${word} of sentence ${nth} is told here.`).join(' ');
const cover = '<p>UNITED STATES</p><p>FORM 10-K</p><p>ANNUAL REPORT</p>';
const paragraph = (text: string) => `<p>${text}</p>`;
const bytes = (text: string) => Buffer.from(text);
const read = (text: string) => {
  const { sections } = toSections(bytes(text));
  return Object.fromEntries(
    sections.map(({ item, status, text: body, warnings }) => [item, { status, body, warnings }]),
  );
};
const statuses = (text: string) =>
  Object.fromEntries(Object.entries(read(text)).map(([item, { status }]) => [item, status]));

/** The items of an invented 10-K with their titles. */
const titles = {
  '1': 'Business',
  '1A': 'Risk Factors',
  '1B': 'Unresolved Staff Comments',
  '2': 'Properties',
  '3': 'Legal Proceedings',
  '4': 'Mine Safety Disclosures',
  '5': 'Market for Registrant’s Common Equity',
  '7': 'Management’s Discussion and Analysis of Financial Condition and Results of Operations',
  '7A': 'Quantitative and Qualitative Disclosures About Market Risk',
  '8': 'Financial Statements and Supplementary Data',
  '9A': 'Controls and Procedures',
  '15': 'Exhibits, Financial Statement Schedules',
} as const;
type Item = keyof typeof titles;
// In the order of the form: keys that look like numbers would come first.
const all: readonly Item[] = ['1', '1A', '1B', '2', '3', '4', '5', '7', '7A', '8', '9A', '15'];
const own = (item: Item) => prose(`item${item.toLowerCase()}word`);
const headingOf = (item: Item) => `Item ${item}. ${titles[item]}`;
const tenK = (heading: (item: Item) => string, items: readonly Item[] = all, between = '') =>
  cover + between + items.map((item) => heading(item) + paragraph(own(item))).join('');

/** The stored items hold their own text, from heading to end, and nothing of another. */
function expectOwnTexts(document: string, items: readonly Item[] = ['1', '1A', '3', '7', '7A']): void {
  const found = read(document);
  for (const item of items) {
    expect(found[item]?.status, `${item} ${found[item]?.warnings}`).to.equal('text');
    expect(found[item]?.body, item).to.contain(own(item).slice(-60));
    expect(
      found[item]?.body?.match(/item\w+word/g)?.every((word) => word === `item${item.toLowerCase()}word`),
      item,
    ).to.equal(true);
  }
}

describe('the sections of a report', () => {
  it('are found by headings of every layout', () => {
    expectOwnTexts(tenK((item) => `<p><b>${headingOf(item)}</b></p>`));
    expectOwnTexts(tenK((item) => `<p>ITEM ${item}: ${titles[item].toUpperCase()}</p>`));
    expectOwnTexts(tenK((item) => `<p>Item ${item} — ${titles[item]}</p>`));
    expectOwnTexts(tenK((item) => `<p>Item ${item} ${titles[item]}</p>`));
    expectOwnTexts(tenK((item) => `<p>Item&#160;${item}.</p><p>${titles[item]}</p>`));
    expectOwnTexts(
      tenK((item) => `<table><tr><td><p>Item ${item}.</p></td><td><p>${titles[item]}</p></td></tr></table>`),
    );
    expectOwnTexts(tenK((item) => `<p><span>I</span><span>TEM&#8203; ${item}.</span><span>${titles[item]}</span></p>`));
    expectOwnTexts(tenK((item) => `<p>Item ${item}. ${titles[item]}. ${prose('lead', 6)}</p>`));
  });

  it('are not found in the contents, linked, numbered or neither', () => {
    const contents = (line: (item: Item) => string) => `<p>TABLE OF CONTENTS</p>${all.map(line).join('')}`;
    const heading = (item: Item) => paragraph(headingOf(item));
    expectOwnTexts(
      tenK(
        heading,
        all,
        contents((item) => `<p><a href="#i${item}">${headingOf(item)}</a></p>`),
      ),
    );
    expectOwnTexts(
      tenK(
        heading,
        all,
        contents((item) => `<table><tr><td>Item ${item}.</td><td>${titles[item]}</td><td>12</td></tr></table>`),
      ),
    );
    expectOwnTexts(
      tenK(
        heading,
        all,
        contents((item) => paragraph(`${headingOf(item)} ........ 12`)),
      ),
    );
    expectOwnTexts(tenK(heading, all, contents(heading)));
  });

  it('do not end at references, running titles and pages, which are left out', () => {
    const page = '<p>Item 1A. Risk Factors (continued)</p><p>417</p><hr><p>Table of Contents</p>';
    const inside = (item: Item) =>
      paragraph(headingOf(item)) +
      paragraph(`Item 7, “Management’s Discussion”, tells more; see`) +
      paragraph('Item 1A. Risk Factors') +
      paragraph(`Item 1A of this report is meant.`) +
      page.repeat(2);
    const document = tenK(inside);
    expectOwnTexts(document);
    expect(read(document)['7']?.body).not.to.match(/ 417 |Table of Contents/);
  });

  it('end before the heading of the next part, and before the signatures', () => {
    const parts: Partial<Record<Item, string>> = { '5': 'PART II', '15': 'PART IV' };
    const document = tenK(
      (item) => paragraph(parts[item] ?? '') + paragraph(headingOf(item)),
      ['1', '1A', '3', '5', '7', '7A', '15'],
    );
    expect(read(document)['3']?.body?.endsWith('told here.')).to.equal(true);
    const last = tenK((item) => paragraph(headingOf(item)), ['1', '1A', '3', '7', '7A']);
    expect(read(`${last}<p>SIGNATURES</p><p>By: someone</p>`)['7A']?.body?.endsWith('told here.')).to.equal(true);
  });

  it('do without what is hidden, and know the text of inline XBRL', () => {
    const hidden = `<ix:header><ix:hidden><p>${headingOf('7')}</p></ix:hidden></ix:header><div style="display:none"><p>${headingOf('3')}</p></div>`;
    const document = tenK(
      (item) => `<p>${headingOf(item)}</p><p>It was <ix:nonfraction name="a">4,210</ix:nonfraction>.</p>`,
      all,
      hidden,
    );
    expectOwnTexts(document);
    expect(read(document)['3']?.body).to.contain('It was 4,210.');
  });

  it('of one heading for two items stand under the first', () => {
    const document = tenK(
      (item) => paragraph(item === '1' ? 'Items 1 and 2. Business and Properties' : headingOf(item)),
      all.filter((item) => item !== '2'),
    );
    expectOwnTexts(document);
    const merged = read(
      tenK(
        (item) => paragraph(item === '7' ? 'Items 7 and 7A. Management’s Discussion' : headingOf(item)),
        all.filter((item) => item !== '7A'),
      ),
    );
    expect([merged['7']?.status, merged['7A']?.status]).to.deep.equal(['text', 'absent']);
  });

  it('are unsure where one would hold the text of another', () => {
    const contents = `<p>TABLE OF CONTENTS</p>${all.map((item) => `<p><a href="#x">${headingOf(item)}</a></p>`).join('')}`;
    // The heading of 1A is a picture.
    const document = tenK(
      (item) => (item === '1A' ? '<p><img src="x.gif"></p>' : paragraph(headingOf(item))),
      all,
      contents,
    );
    const found = read(document);
    expect([found['1']?.status, found['1A']?.status, found['3']?.status]).to.deep.equal(['unsure', 'unsure', 'text']);
    expect(found['1']?.warnings).to.deep.equal(['holds-an-item-without-heading']);
    expect(found['1A']?.warnings).to.deep.equal(['named-in-the-contents-alone']);
    const outOfOrder = read(tenK((item) => paragraph(headingOf(item)), ['1', '7A', '7', '3', '1A', '8', '9A', '15']));
    expect(
      Object.values(outOfOrder).some(
        ({ status, body }) => status === 'text' && (body?.match(/item\w+word/g) ?? []).length > 20,
      ),
    ).to.equal(false);
  });

  it('are unsure where a heading has lost its number, unless there was no such item in those years', () => {
    const lost = (item: Item) => (given: Item) =>
      paragraph(given === item ? titles[given].toUpperCase() : headingOf(given));
    const found = read(tenK(lost('1A')));
    expect([found['1']?.status, found['1A']?.status]).to.deep.equal(['unsure', 'unsure']);
    expect([found['1']?.warnings, found['1A']?.warnings]).to.deep.equal([
      ['holds-an-item-without-heading'],
      ['title-without-number'],
    ]);
    const market = read(tenK(lost('7A')));
    expect([market['7']?.status, market['7A']?.status]).to.deep.equal(['unsure', 'unsure']);
    const before2005 = read(
      tenK(
        lost('1A'),
        all.filter((item) => item !== '1B'),
      ),
    );
    expect([before2005['1']?.status, before2005['1A']?.status]).to.deep.equal(['text', 'absent']);
  });

  it('are found where the head of a page, or the name of the form, stands above the heading', () => {
    expectOwnTexts(tenK((item) => paragraph('Acme Corporation Form 10-K') + paragraph(headingOf(item))));
    expectOwnTexts(tenK((item) => `<p>IT<span> EM ${item}.</span> ${titles[item]}</p>`));
  });

  it('are unsure where their heading stands out of order', () => {
    const found = read(
      tenK((item) => paragraph(headingOf(item)), ['1', '1B', '2', '3', '5', '7', '1A', '7A', '8', '9A', '15']),
    );
    expect([found['7']?.status, found['1A']?.status, found['1A']?.warnings]).to.deep.equal([
      'unsure',
      'unsure',
      ['out-of-order'],
    ]);
  });

  it('are unsure where several registrants have theirs in one report', () => {
    const of = (company: string, items: readonly Item[]) =>
      items.map((item) => paragraph(headingOf(item)) + paragraph(prose(`${company}word`, 30))).join('');
    const twice = read(
      cover +
        of('first', ['1', '1A', '2', '3', '5', '7', '7A', '8']) +
        of('second', ['7', '7A', '8']) +
        of('end', ['9A', '15']),
    );
    expect([twice['1']?.status, twice['7']?.status, twice['7A']?.status]).to.deep.equal(['text', 'unsure', 'unsure']);
    // A list of titles behind the text is none.
    const listed = tenK((item) => paragraph(headingOf(item))) + all.map((item) => paragraph(headingOf(item))).join('');
    expect(read(listed)['7A']?.warnings).to.deep.equal([]);
  });

  it('are unsure without headings, and with thousands of them', () => {
    expect(statuses(`${cover}${paragraph(prose('report', 200))}`)).to.deep.equal({
      '1': 'unsure',
      '1A': 'unsure',
      '3': 'unsure',
      '7': 'unsure',
      '7A': 'unsure',
    });
    const many = statuses(cover + paragraph(headingOf('1')).repeat(2_001));
    expect(new Set(Object.values(many))).to.deep.equal(new Set(['unsure']));
  });

  it('are unsure where a heading has no title, or the text is too short to be one', () => {
    const bare = read(tenK((item) => paragraph(item === '7' ? 'Item 7.' : headingOf(item))));
    expect(bare['7']?.warnings).to.deep.equal(['heading-without-title']);
    const short = read(
      cover +
        all
          .map(
            (item) =>
              paragraph(headingOf(item)) + paragraph(item === '7' ? 'We earned much. It was a good year.' : own(item)),
          )
          .join(''),
    );
    expect(short['7']?.warnings).to.deep.equal(['too-short']);
  });

  it('of a quarter have their part, whether or not it has a heading', () => {
    const items = [
      ['1', 'Financial Statements', 'a'],
      ['2', 'Management’s Discussion and Analysis', 'b'],
      ['3', 'Quantitative and Qualitative Disclosures', 'c'],
      ['4', 'Controls and Procedures', 'd'],
      ['1', 'Legal Proceedings', 'e'],
      ['1A', 'Risk Factors', 'f'],
      ['2', 'Unregistered Sales of Equity Securities', 'g'],
      ['6', 'Exhibits', 'h'],
    ] as const;
    const quarter = (withParts: boolean) =>
      `<p>FORM 10-Q</p>${items.map(([number, title, word], nth) => (withParts && nth === 0 ? '<p>PART I</p>' : withParts && nth === 4 ? '<p>PART II. OTHER INFORMATION</p>' : '') + paragraph(`Item ${number}. ${title}`) + paragraph(prose(`${word}word`))).join('')}`;
    for (const withParts of [true, false]) {
      const found = read(quarter(withParts));
      expect(Object.keys(found)).to.deep.equal(['I.2', 'I.3', 'II.1A']);
      for (const [item, word] of [
        ['I.2', 'bword'],
        ['I.3', 'cword'],
        ['II.1A', 'fword'],
      ] as const)
        expect(new Set(found[item]?.body?.match(/\b[a-h]word\b/g)), item).to.deep.equal(new Set([word]));
    }
  });

  it('of plain text are those of its lines, where a reference begins a line too', () => {
    const wrapped = (item: Item) =>
      `${headingOf(item).toUpperCase()}\n\n${prose(`item${item.toLowerCase()}word`).replaceAll('. ', '.\n')}\nand these ${item} things are described at greater length by the company in its\nItem 7. Management's Discussion and Analysis of Financial Condition and\nelsewhere, of ${item}.\n<PAGE>\n`;
    const submission = `<SEC-DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-27\n<TEXT>\nItem 1. Business\n</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>10-K405\n<TEXT>\n<PAGE>\n${all.map(wrapped).join('')}</TEXT>\n</DOCUMENT>`;
    const found = read(submission);
    for (const item of ['1', '1A', '3', '7', '7A'] as const)
      expect(new Set(found[item]?.body?.match(/item\w+word/g)), item).to.deep.equal(
        new Set([`item${item.toLowerCase()}word`]),
      );
  });

  it('of a trust that may leave items out do not apply', () => {
    const list = `${cover}<p>The following items have been omitted in accordance with General Instruction J:</p>${all.map((item) => paragraph(`${headingOf(item)}.`)).join('')}`;
    expect(new Set(Object.values(statuses(list)))).to.deep.equal(new Set(['not-applicable']));
  });

  it('give back what any layout was composed of, or are unsure, and never hold the text of another', () => {
    const layouts: ((item: Item) => string)[] = [
      (item) => paragraph(headingOf(item)),
      (item) => paragraph(`ITEM ${item}: ${titles[item].toUpperCase()}`),
      (item) => `<p>Item ${item}.</p><p>${titles[item]}</p>`,
      (item) => `<table><tr><td>Item ${item}.</td><td>${titles[item]}</td></tr></table>`,
      (item) => paragraph(`Item ${item}. ${titles[item]}. It begins at once.`),
      (item) => paragraph(titles[item]),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: layouts.length - 1 }), { minLength: all.length, maxLength: all.length }),
        fc.subarray([...all], { minLength: 5 }),
        fc.boolean(),
        (chosen, items, hasContents) => {
          const contents = hasContents
            ? items.map((item) => `<p><a href="#a">${headingOf(item)}</a></p>`).join('')
            : '';
          const document = tenK((item) => layouts[chosen[all.indexOf(item)] ?? 0]?.(item) ?? '', items, contents);
          for (const { item, status, text } of toSections(bytes(document)).sections) {
            if (status !== 'text' || !hasContents) continue;
            const words = new Set(text?.match(/item\w+word/g));
            if ([...words].join() !== `item${item.toLowerCase()}word`)
              throw new Error(`${item} holds ${[...words].join()}`);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the status of a section', () => {
  it('tells pointers, refusals and what is reserved from text', () => {
    expect(statusOf('Item 6. [Reserved]')).to.equal('reserved');
    expect(statusOf('ITEM 1A: RISK FACTORS NOT APPLICABLE')).to.equal('not-applicable');
    expect(
      statusOf('Item 3. Quantitative. As a smaller reporting company we are not required to provide this.'),
    ).to.equal('not-applicable');
    expect(statusOf('Item 3. Legal Proceedings See Note 12, which is incorporated herein by reference.')).to.equal(
      'by-reference',
    );
    expect(statusOf('Item 3. Legal Proceedings Information is set forth in Note 12 of this report.')).to.equal(
      'by-reference',
    );
    expect(statusOf('Item 3. Legal Proceedings None.')).to.equal('text');
    expect(statusOf('Item 3. Legal Proceedings We were sued for patents. See Note 12 for the rest of it.')).to.equal(
      'text',
    );
    expect(statusOf('Item 1A. Risk Factors See our annual report; there were no material changes since.')).to.equal(
      'text',
    );
    expect(statusOf('Item 7A. Quantitative and Qualitative Disclosures')).to.equal('unsure');
  });

  it('is text where a pointer is longer than a pointer is', () => {
    const long = (sentences: number) =>
      `Item 7. ${'See the note of that name in the annual report now. '.repeat(sentences)}`;
    expect([statusOf(long(28)), statusOf(long(30))]).to.deep.equal(['by-reference', 'text']);
  });
});

describe('a document of a report', () => {
  it('is 10-K or 10-Q by its type or its cover, and no other form', () => {
    const form = (text: string) => readDocument(bytes(text)).form;
    expect(form('<p>FORM 10 - Q</p>')).to.equal('10-Q');
    expect(form('<DOCUMENT>\n<TYPE>10-KT\n<TEXT>\nhello\n</TEXT>\n</DOCUMENT>')).to.equal('10-K');
    for (const [text, code] of [
      ['<p>FORM 8-K</p>', 'UNEXPECTED_ANSWER'],
      ['<p>FORM 10-KSB</p><p>Item 8. Exhibits</p>', 'UNEXPECTED_ANSWER'],
      ['<p>FORM 20-F</p><p>Item 10. Information</p>', 'UNEXPECTED_ANSWER'],
      ['', 'EMPTY_DOCUMENT'],
    ] as const)
      expect(() => form(text))
        .to.throw(PipelineError)
        .with.property('code', code);
  });

  it('is read in the code page in which it was written', () => {
    const western = Buffer.concat([bytes('<p>FORM 10-K</p><p>Registrant'), Buffer.from([0x92]), bytes('s</p>')]);
    expect(readDocument(western).lines.at(-1)?.text).to.equal('Registrant’s');
  });

  it('is bounded in its depth, and costs no more for spans of cells', () => {
    const deep = (times: number) => '<div><table><tr><td colspan="999999999" rowspan="4294967295">'.repeat(times);
    expect(htmlLines(`${deep(1_000)}<p>bottom</p>`).map(({ text }) => text)).to.deep.equal(['bottom']);
    expect(() => htmlLines(deep(20_000)))
      .to.throw(PipelineError)
      .with.property('code', 'NESTING_TOO_DEEP');
    expect(htmlLines(`<p>${'&lt;'.repeat(10)}<b>open <i>never closed`).map(({ text }) => text)).to.deep.equal([
      '<<<<<<<<<<open never closed',
    ]);
  });
});
