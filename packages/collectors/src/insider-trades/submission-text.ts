import { Accession, type Day, type Instant, instantOf, isDay, OwnershipForm, PipelineError } from '@tickermill/core';

/** The header of a submission, which EDGAR writes in front of its documents. Missing lines are null. */
export interface SubmissionHeader {
  readonly accession: Accession | null;
  /** The form as EDGAR accepted it, which may differ from the one the document calls itself. */
  readonly form: string | null;
  readonly period: Day | null;
  readonly filedOn: Day | null;
  readonly filedAt: Instant | null;
}

/** A submission starts so; filings of the first decade are wrapped in a privacy-enhanced message (PEM) too. */
const envelope =
  /^\s*(?:-----BEGIN PRIVACY-ENHANCED MESSAGE-----[^<]*)?<(SEC-DOCUMENT|SEC-HEADER|IMS-DOCUMENT|SUBMISSION|DOCUMENT)>/;

/**
 * Extracts the ownership XML from the complete submission text, as in EDGAR's `<accession>.txt` (`<SEC-DOCUMENT>`) or
 * its feed's `.nc` file (`<SUBMISSION>`). Bytes that are no submission are returned unchanged, without a header.
 * @throws {PipelineError} `NOT_OWNERSHIP`, `MALFORMED_XML` when the submission is truncated, `INVALID_FIELD` for its
 * header or a second ownership document.
 */
export function openSubmission(bytes: Buffer): { header: SubmissionHeader | null; xml: Buffer } {
  const outermost = envelope.exec(bytes.toString('latin1', 0, 8_192))?.[1];
  if (!outermost) return { header: null, xml: bytes };
  // One character per byte, so that what is found in the text is found in the bytes: the XML has its own encoding.
  const text = bytes.toString('latin1');
  const [section, second] = ownershipSections(text);
  if (!section) {
    if (!text.includes(`</${outermost}>`)) throw new PipelineError('MALFORMED_XML', 'The submission is cut off');
    throw new PipelineError('NOT_OWNERSHIP', 'The submission holds no ownership document in XML');
  }
  if (second) {
    throw new PipelineError('INVALID_FIELD', 'The submission holds two ownership documents', {
      detail: { field: 'DOCUMENT' },
    });
  }
  const header = outermost === 'DOCUMENT' ? null : toHeader(text.slice(0, indexOrEnd(text, '<DOCUMENT>', 0)));
  return { header, xml: bytes.subarray(section.from, section.to) };
}

function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}

/** The position of the ownership XML in a submission: in its documents of type 3, 4, 5 or an amendment of these. */
function ownershipSections(text: string): { from: number; to: number }[] {
  const sections: { from: number; to: number }[] = [];
  let start = text.indexOf('<DOCUMENT>');
  while (start !== -1) {
    const end = indexOrEnd(text, '</DOCUMENT>', start);
    // Searched within its own slice: a search to the end of the text for every document would be quadratic.
    const block = text.slice(start, end);
    const open = block.indexOf('<XML>');
    if (open !== -1 && isOwnershipType(block.slice(0, Math.min(open, 2_000)))) {
      const close = block.lastIndexOf('</XML>');
      if (close < open) throw new PipelineError('MALFORMED_XML', 'The submission is cut off within its XML');
      if (block.includes('<ownershipDocument'))
        sections.push({ from: start + open + '<XML>'.length, to: start + close });
    }
    start = text.indexOf('<DOCUMENT>', end);
  }
  return sections;
}

function isOwnershipType(documentHead: string): boolean {
  const type = /^<TYPE>([^\r\n]*)/m.exec(documentHead)?.[1];
  return OwnershipForm.safeParse(type?.trim()).success;
}

function toHeader(text: string): SubmissionHeader {
  const field = (name: string, tag: string): string | null => {
    const match = new RegExp(`^(?:${name}:|<${tag}>)([^\\r\\n]*)`, 'm').exec(text);
    return match?.[1]?.trim() || null;
  };
  const accession = field('ACCESSION NUMBER', 'ACCESSION-NUMBER');
  if (accession !== null && !Accession.safeParse(accession).success) throw invalid('ACCESSION NUMBER', accession);
  const accepted = field('ACCEPTANCE-DATETIME', 'ACCEPTANCE-DATETIME');
  return {
    accession,
    form: field('CONFORMED SUBMISSION TYPE', 'TYPE'),
    period: toDay('CONFORMED PERIOD OF REPORT', field('CONFORMED PERIOD OF REPORT', 'PERIOD')),
    filedOn: toDay('FILED AS OF DATE', field('FILED AS OF DATE', 'FILING-DATE')),
    filedAt: accepted === null ? null : toInstant(accepted),
  };
}

function toDay(name: string, digits: string | null): Day | null {
  if (digits === null) return null;
  const day = digits.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  if (!isDay(day)) throw invalid(name, digits);
  return day;
}

/** EDGAR writes the acceptance time as New York wall time without saying so. */
function toInstant(digits: string): Instant {
  const [, date, hour, minute, second] = /^((?:19|20)\d{6})([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/.exec(digits) ?? [];
  if (date === undefined) throw invalid('ACCEPTANCE-DATETIME', digits);
  const day = toDay('ACCEPTANCE-DATETIME', date);
  return instantOf(`${day}T${hour}:${minute}:${second}`, 'America/New_York').toISOString();
}

function invalid(name: string, value: string): PipelineError {
  const shown = value.slice(0, 80);
  return new PipelineError('INVALID_FIELD', `The header of the submission has an invalid ${name}: ${shown}`, {
    detail: { field: name, value: shown },
  });
}
