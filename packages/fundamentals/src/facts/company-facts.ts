import { Accession, Cik, type Day, type Decimal, isDay, PipelineError, toDecimal } from '@tickermill/core';
import type { CompanyFacts, Fact, FactOddity, FactOddityKind } from './fact.ts';
import { eachItem, eachKey, expectEnd, type JsonCursor, openJson, readText, skipValue } from './json-cursor.ts';
import { keptTags } from './tags.ts';
import { isKnownUnit } from './units.ts';

/** The largest filers have 5,000 facts of the kept tags: a document with this many is no company's. */
const maxFacts = 30_000;
const maxDigits = 62;

/** A row of a document, of which nothing is sure yet. */
interface Row {
  start?: string | null;
  end?: string | null;
  val?: string | null;
  accn?: string | null;
  form?: string | null;
  filed?: string | null;
  fp?: string | null;
  fy?: string | null;
}

/**
 * Reads an answer of EDGAR's companyfacts. Facts of other tags than those of the lists are passed over; a row that states no
 * fact is counted as an oddity. @throws {PipelineError} `UNEXPECTED_ANSWER` if the document is cut off, a page, or not of
 * this shape; `TOO_LARGE` if it holds more facts than any company has.
 */
export function parseCompanyFacts(body: Uint8Array): CompanyFacts {
  const cursor = openJson(body);
  const oddities = new Map<FactOddityKind, { count: number; example: string }>();
  const facts: Fact[] = [];
  let cik = null as string | null;
  let name = null as string | null;
  let hasFacts = false;
  const note = (kind: FactOddityKind, example: string) => {
    const known = oddities.get(kind);
    if (known) known.count += 1;
    else oddities.set(kind, { count: 1, example: example.slice(0, 200) });
  };
  const isObject = eachKey(cursor, (key) => {
    if (key === 'cik') cik = readText(cursor)?.text ?? null;
    else if (key === 'entityName') name = readText(cursor)?.text ?? null;
    else if (key === 'facts') hasFacts = readTaxonomies(cursor, facts, note);
    else skipValue(cursor);
  });
  expectEnd(cursor);
  if (!isObject || !hasFacts) {
    throw new PipelineError('UNEXPECTED_ANSWER', 'The document is JSON without an object of facts.');
  }
  return {
    cik: toKnownCik(cik),
    name: name === null ? null : name.trim().replace(/\s+/g, ' '),
    facts,
    oddities: [...oddities].map(([kind, found]): FactOddity => ({ kind, ...found })),
  };
}

type Note = (kind: FactOddityKind, example: string) => void;

/** A number in files of older registrants, a padded text in newer ones. */
function toKnownCik(text: string | null): Cik | null {
  const parsed = Cik.safeParse(text?.trim().padStart(10, '0'));
  return parsed.success ? parsed.data : null;
}

function readTaxonomies(cursor: JsonCursor, facts: Fact[], note: Note): boolean {
  return eachKey(cursor, (taxonomy) => {
    eachKey(cursor, (tag) => {
      if (!keptTags.has(`${taxonomy}:${tag}`)) return skipValue(cursor);
      eachKey(cursor, (key) => {
        if (key !== 'units') return skipValue(cursor);
        eachKey(cursor, (unit) => {
          if (!isKnownUnit(unit)) note('unit', `${taxonomy}:${tag} in ${unit}`);
          eachItem(cursor, () => {
            const fact = toFact(taxonomy, tag, unit, readRow(cursor), note);
            if (!fact) return;
            if (facts.length >= maxFacts) {
              throw new PipelineError('TOO_LARGE', `The document holds more than ${maxFacts} facts of the kept tags.`);
            }
            facts.push(fact);
          });
        });
      });
    });
  });
}

function readRow(cursor: JsonCursor): Row {
  const row: Row = {};
  eachKey(cursor, (key) => {
    switch (key) {
      case 'start':
      case 'end':
      case 'accn':
      case 'form':
      case 'filed':
      case 'fp':
      case 'fy':
        row[key] = readText(cursor)?.text ?? null;
        break;
      case 'val': {
        const found = readText(cursor);
        row.val = found?.isNumber ? found.text : null;
        break;
      }
      default:
        skipValue(cursor);
    }
  });
  return row;
}

function toFact(taxonomy: string, tag: string, unit: string, row: Row, note: Note): Fact | null {
  const wrong = (kind: FactOddityKind, found: string | null | undefined) => {
    note(kind, `${taxonomy}:${tag} of ${row.accn ?? 'no accession'}: ${found ?? 'nothing'}`);
    return null;
  };
  const { start = null, end, accn, form, filed } = row;
  const value = toValue(row.val);
  if (value === null) return wrong('value', row.val);
  if (!isDate(end) || (start !== null && (!isDate(start) || start > end))) return wrong('period', `${start} to ${end}`);
  if (!Accession.safeParse(accn).success || typeof accn !== 'string') return wrong('accession', accn);
  if (!isDate(filed)) return wrong('filed', filed);
  if (!form || form.length > 24) return wrong('form', form);
  const year = Number(row.fy ?? Number.NaN);
  return {
    taxonomy,
    tag,
    unit,
    start,
    end,
    value,
    accession: accn,
    form,
    filed,
    fy: Number.isInteger(year) && year > 1900 && year < 2200 ? year : null,
    fp: row.fp ? row.fp.slice(0, 8) : null,
  };
}

/** A year of two digits is an error of typing, and would be counted as one of the last century. */
const isDate = (text: string | null | undefined): text is Day =>
  typeof text === 'string' && isDay(text) && text >= '1900' && text < '2200';

function toValue(text: string | null | undefined): Decimal | null {
  const value = text ? toDecimal(text) : undefined;
  return value === undefined || value.length > maxDigits ? null : value;
}
