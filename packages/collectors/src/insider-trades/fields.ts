// Reads typed fields of ownership XML, for the parser of ownership documents.

import { type Cik, type Day, Decimal, type ErrorCode, isDay, PipelineError } from '@tickermill/core';
import type { XmlElement } from './xml-tree.ts';

/**
 * The one child of that name, or null.
 * @throws {PipelineError} `INVALID_FIELD` if there are two: neither could be preferred, and dropping one would lose what was filed.
 */
export function only(parent: XmlElement | null, name: string): XmlElement | null {
  let found: XmlElement | null = null;
  for (const child of childrenOf(parent)) {
    if (child.name !== name) continue;
    if (found) throw fieldError('INVALID_FIELD', child, 'stands twice where one is expected');
    found = child;
  }
  return found;
}

/** The children of that name, in the order of the document. */
export function all(parent: XmlElement | null, name: string): XmlElement[] {
  return childrenOf(parent).filter((child) => child.name === name);
}

function childrenOf(parent: XmlElement | null): readonly XmlElement[] {
  if (parent?.text) throw fieldError('INVALID_FIELD', parent, 'holds text where elements are expected');
  return parent?.children ?? [];
}

/** A failure that names the field by its path in the document, such as `issuer/issuerCik` or `reportingOwner[2]/…`. */
export function fieldError(code: ErrorCode, field: XmlElement, problem: string): PipelineError {
  const value = field.children.find(({ name }) => name === 'value') ?? field;
  return new PipelineError(code, `${pathOf(field)} ${problem}`, {
    detail: { field: pathOf(field), value: value.text.slice(0, 80) },
  });
}

/** A failure for a field that every such element has. */
export function missing(within: XmlElement, path: string): PipelineError {
  const field = within.parent ? `${pathOf(within)}/${path}` : path;
  return new PipelineError('MISSING_FIELD', `The document has no ${field}`, { detail: { field } });
}

function pathOf(element: XmlElement): string {
  const { name, parent } = element;
  if (!parent) return name;
  const alike = parent.children.filter((child) => child.name === name);
  const step = alike.length > 1 ? `${name}[${alike.indexOf(element) + 1}]` : name;
  return parent.parent ? `${pathOf(parent)}/${step}` : step;
}

/**
 * The text of a field, which is in a `<value>` beside its footnotes or in the field itself; null when absent or empty.
 * @throws {PipelineError} `INVALID_FIELD` when the field holds anything else.
 */
export function textOf(field: XmlElement | null): string | null {
  if (!field) return null;
  let value: XmlElement | null = null;
  for (const child of field.children) {
    if (child.name === 'footnoteId') continue;
    const isValue = child.name === 'value' && child.children.length === 0;
    if (value || field.text || !isValue) throw fieldError('INVALID_FIELD', child, 'does not belong into this field');
    value = child;
  }
  return (value ?? field).text || null;
}

/** An exact decimal as filed: `999.0` stays `999.0`. @throws {PipelineError} `INVALID_FIELD`. */
export function decimalOf(field: XmlElement | null): Decimal | null {
  const text = textOf(field);
  if (field && text !== null && !Decimal.safeParse(text).success) {
    throw fieldError('INVALID_FIELD', field, `is not a decimal number: ${text.slice(0, 80)}`);
  }
  return text;
}

/** XML Schema's date with or without a zone (`2009-06-02-05:00`), whose day is kept as filed: a year 0023 stays. */
const xsDate = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?$/;

/** The day of a date field. @throws {PipelineError} `INVALID_FIELD` for a day that no calendar has. */
export function dayOf(field: XmlElement | null): Day | null {
  const text = textOf(field);
  if (!field || text === null) return null;
  const day = xsDate.exec(text)?.[1];
  if (day === undefined || !isDay(day)) {
    throw fieldError('INVALID_FIELD', field, `is not a day of the calendar: ${text.slice(0, 80)}`);
  }
  return day;
}

const booleans = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/**
 * A flag: true, false, or null when the document does not say.
 * @throws {PipelineError} `INVALID_FIELD`.
 */
export function flagOf(field: XmlElement | null): boolean | null {
  const text = textOf(field);
  if (!field || text === null) return null;
  const flag = booleans.get(text);
  if (flag === undefined) throw fieldError('INVALID_FIELD', field, `is not 0, 1, true or false: ${text.slice(0, 80)}`);
  return flag;
}

/** One of two letters, or null when absent. @throws {PipelineError} `INVALID_FIELD`. */
export function letterOf<L extends string>(field: XmlElement | null, letters: readonly [L, L]): L | null {
  const text = textOf(field);
  if (!field || text === null) return null;
  const letter = letters.find((one) => one === text);
  if (!letter) throw fieldError('INVALID_FIELD', field, `is not ${letters.join(' or ')}: ${text.slice(0, 80)}`);
  return letter;
}

/** A CIK padded to ten digits, or null when absent. @throws {PipelineError} `INVALID_FIELD`. */
export function cikOf(field: XmlElement | null): Cik | null {
  const text = textOf(field);
  if (!field || text === null) return null;
  if (!/^\d{1,10}$/.test(text)) throw fieldError('INVALID_FIELD', field, `is not a CIK: ${text.slice(0, 80)}`);
  return text.padStart(10, '0');
}
