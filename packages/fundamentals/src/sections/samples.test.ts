import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { toSections } from './to-sections.ts';

/** Real reports with right answers. They lie beside the repository and are not part of it. */
const folder = new URL('../../../../../shared/samples/sec/filings-10k-10q/', import.meta.url);
const isThere = existsSync(folder);

interface Expected {
  readonly first_120?: string;
  readonly last_120?: string;
  readonly chars?: number;
  readonly chars_with_page_furniture?: number;
  readonly status: string;
}

const loosely = (text: string) => text.replaceAll(/[\s.:;—–-]/g, '');

(isThere ? describe : describe.skip)('the sections of real reports', () => {
  const { filings } = isThere
    ? (JSON.parse(readFileSync(new URL('expected-sections.json', folder), 'utf8')) as {
        filings: Record<string, { form: string; items: Record<string, Expected> }>;
      })
    : { filings: {} };

  for (const [file, { form, items }] of Object.entries(filings))
    it(`are those that a reader found: ${file}`, () => {
      const found = toSections(gunzipSync(readFileSync(new URL(file, folder))));
      expect(found.form).to.equal(form);
      for (const [item, expected] of Object.entries(items)) {
        const section = found.sections.find((each) => each.item === item);
        expect(section?.status, item).to.equal(expected.status);
        if (expected.status === 'absent') continue;
        const text = section?.text ?? '';
        expect(found.text.slice(section?.span?.from, section?.span?.before), item).to.equal(text);
        expect(loosely(text).startsWith(loosely(expected.first_120 ?? '').slice(0, 100)), item).to.equal(true);
        expect(loosely(text.slice(-200)), item).to.contain(loosely(expected.last_120?.slice(-60) ?? ''));
        const lengths = [expected.chars ?? 0, expected.chars_with_page_furniture ?? 0];
        expect(
          lengths.some((length) => Math.abs(text.length - length) <= Math.max(60, length * 0.03)),
          item,
        ).to.equal(true);
      }
    });
});
