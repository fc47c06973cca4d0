import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { forEachAnswer } from '../samples.fixture.ts';
import { makeOwnership, makeSubmission } from './make-ownership.fixture.ts';
import { parseOwnership } from './ownership.ts';

const xml = makeOwnership();
const parse = (text: string) => parseOwnership(Buffer.from(text));

function codeOf(text: string): string {
  try {
    parse(text);
    return 'read';
  } catch (error) {
    if (error instanceof PipelineError) return error.code;
    throw error;
  }
}

const exhibit =
  '<DOCUMENT>\n<TYPE>EX-24\n<TEXT>\n<!DOCTYPE html>\n<html><body><p>&nbsp;<br>\f</body></html>\n</TEXT>\n</DOCUMENT>\n';

describe('submission text', () => {
  it('reads the same document bare, in a submission, beside exhibits and in a privacy-enhanced message', () => {
    const { document, header } = parse(xml);
    expect(header).to.equal(null);
    const submission = makeSubmission(xml);
    const wrapped = [
      submission,
      submission.replace('<DOCUMENT>', `${exhibit}<DOCUMENT>`),
      submission.replace('</SEC-DOCUMENT>', `${exhibit}</SEC-DOCUMENT>`),
      submission.replaceAll('\n', '\r'),
      submission.replaceAll('\n', '\r\n'),
      `-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\n\n${submission}-----END PRIVACY-ENHANCED MESSAGE-----\n`,
    ];
    for (const text of wrapped) {
      const read = parse(text);
      expect(read.document).to.deep.equal(document);
      expect(read.header).to.deep.equal({
        accession: '0009990003-25-000017',
        form: '4',
        period: null,
        filedOn: '2025-01-10',
        filedAt: '2025-01-10T21:07:30.000Z',
      });
    }
  });

  it('reads acceptance as New York wall time, in summer too, and keeps null what a header leaves out', () => {
    const accepted = (digits: string) => parse(makeSubmission(xml).replace('20250110160730', digits)).header?.filedAt;
    expect(accepted('20250710160730')).to.equal('2025-07-10T20:07:30.000Z');
    expect(parse(makeSubmission(xml, { header: 'SEC ACT: 1934' })).header).to.deep.include({
      accession: null,
      filedOn: null,
    });
    expect(parse(`<DOCUMENT>\n<TYPE>4\n<XML>${xml}</XML>\n</DOCUMENT>`).header).to.equal(null);
  });

  it('refuses impossible days, times and accession numbers of a header', () => {
    const submission = makeSubmission(xml);
    expect(codeOf(submission.replace('20250110160730', '20250110256199'))).to.equal('INVALID_FIELD');
    expect(codeOf(submission.replace('DATE:\t\t20250110', 'DATE:\t\t20250230'))).to.equal('INVALID_FIELD');
    expect(codeOf(submission.replace('NUMBER:\t\t0009990003-', 'NUMBER:\t\t9990003-'))).to.equal('INVALID_FIELD');
  });

  it('tells a submission without an ownership document from one that is cut off', () => {
    const submission = makeSubmission(xml);
    expect(codeOf(makeSubmission(xml, { type: '8-K' }))).to.equal('NOT_OWNERSHIP');
    expect(codeOf(makeSubmission('<edgarSubmission/>'))).to.equal('NOT_OWNERSHIP');
    expect(codeOf(submission.replace(/<DOCUMENT>[\s\S]*<\/DOCUMENT>\n/, exhibit))).to.equal('NOT_OWNERSHIP');
    const documentAt = submission.indexOf('<DOCUMENT>');
    for (const end of [documentAt - 5, documentAt + 20, submission.indexOf('<issuer>'), submission.indexOf('</XML>')]) {
      expect(codeOf(submission.slice(0, end)), submission.slice(end - 10, end)).to.equal('MALFORMED_XML');
    }
  });

  it('refuses two ownership documents in one submission', () => {
    const submission = makeSubmission(xml);
    const document = /<DOCUMENT>[\s\S]*<\/DOCUMENT>\n/.exec(submission)?.[0] ?? '';
    expect(codeOf(submission.replace(document, document + document))).to.equal('INVALID_FIELD');
  });

  describe('headers', () => {
    const headers: Readonly<Record<string, unknown>> = {
      document: ['0009990003-25-000017', '4', '2025-01-08', '2025-01-10', '2025-01-10T21:07:30.000Z'],
      '0001127602-25-001055.txt': ['0001127602-25-001055', '4', '2025-01-10', '2025-01-10', '2025-01-10T21:07:30.000Z'],
      '0001140361-20-013703.txt': ['0001140361-20-013703', '4', '2020-06-10', '2020-06-12', '2020-06-12T23:49:11.000Z'],
      '0001562180-25-000280.nc': ['0001562180-25-000280', '4', '2025-01-06', '2025-01-08', null],
      'LRCX_form4A.txt': ['0000707549-25-000004', '4/A', '2024-11-04', '2025-01-21', '2025-01-21T18:23:57.000Z'],
    };
    const wrappers = { collector: 'insider-trades', fixtures: ['document'], samples: 'wrappers', pattern: /./ };
    forEachAnswer(wrappers, (bytes, name) => {
      const { header } = parseOwnership(bytes);
      const { accession, form, period, filedOn, filedAt } = header ?? {};
      expect([accession, form, period, filedOn, filedAt]).to.deep.equal(headers[name]);
    });
  });
});
