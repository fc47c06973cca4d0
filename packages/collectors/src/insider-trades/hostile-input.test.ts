import { type ErrorCode, PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { maxDocumentBytes } from './document-bytes.ts';
import { makeOwnership, makeTable } from './make-ownership.fixture.ts';
import { parseOwnership } from './ownership.ts';

function codeOf(input: string | Buffer): ErrorCode | 'read' {
  try {
    parseOwnership(Buffer.from(input));
    return 'read';
  } catch (error) {
    if (error instanceof PipelineError) return error.code;
    throw error;
  }
}

const xml = makeOwnership();
const inside = (more: string) => makeOwnership({ more });
const remarks = (text: string) => inside(`<remarks>${text}</remarks>`);
const declared = (encoding: string, text = '') =>
  makeOwnership({ declaration: `<?xml version="1.0" encoding="${encoding}"?>`, more: `<remarks>${text}</remarks>` });
const repeat = (text: string, bytes: number) => text.repeat(Math.floor(bytes / text.length));
const nineMegabytes = 9_000_000;

/** The outcome of each input, by code. Large inputs are refused, or read, in time linear in their length. */
const cases: Readonly<Record<string, readonly [name: string, input: string | Buffer, code: ErrorCode | 'read'][]>> = {
  'without content': [
    ['nothing', '', 'EMPTY_DOCUMENT'],
    ['blanks', ' \r\n\t', 'EMPTY_DOCUMENT'],
    ['a byte order mark', '\ufeff', 'EMPTY_DOCUMENT'],
    ['9 MB of blanks', Buffer.alloc(nineMegabytes, ' '), 'EMPTY_DOCUMENT'],
  ],
  'not XML': [
    ['an HTML page', '<!DOCTYPE html>\n<html lang="en"><head><title>SEC.gov</title>', 'NOT_XML'],
    ['an HTML page without a document type', '\n<HTML><body>', 'NOT_XML'],
    ['an HTML page behind a comment', '<!-- saved --><html></html>', 'NOT_XML'],
    ['XHTML', '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN"><html/>', 'NOT_XML'],
    ['a sentence', 'Too Many Requests', 'NOT_XML'],
    ['JSON', '{"error": null}', 'NOT_XML'],
    ['9 MB of text', Buffer.alloc(nineMegabytes, 'a'), 'NOT_XML'],
  ],
  encoded: [
    ['with a byte order mark', `\ufeff${xml}`, 'read'],
    ['with blanks in front', `\r\n  ${xml}`, 'read'],
    ['as UTF-8', Buffer.from(remarks('é')), 'read'],
    ['as undeclared Latin-1', Buffer.from(remarks('é'), 'latin1'), 'BAD_ENCODING'],
    ['as declared Latin-1', Buffer.from(declared('ISO-8859-1', 'é'), 'latin1'), 'read'],
    ['as declared US-ASCII', declared('us-ascii', 'e'), 'read'],
    ['as more than declared US-ASCII', declared('us-ascii', 'é'), 'BAD_ENCODING'],
    ['as UTF-16', Buffer.from(`\ufeff${xml}`, 'utf16le'), 'BAD_ENCODING'],
    ['as UTF-16 by its own word', declared('UTF-16'), 'BAD_ENCODING'],
    ['as anything else', declared('shift_jis'), 'BAD_ENCODING'],
    ['with a NUL', remarks('a\0b'), 'BAD_ENCODING'],
    ['with a control character', remarks('a\u0007b'), 'BAD_ENCODING'],
    ['with a noncharacter', remarks('a\uffffb'), 'BAD_ENCODING'],
  ],
  declaring: [
    ['entities that expand', `<!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${xml}`, 'ENTITY_DECLARATION'],
    [
      'an external document type',
      xml.replace('?>', '?><!DOCTYPE ownershipDocument SYSTEM "http://a/b.dtd">'),
      'ENTITY_DECLARATION',
    ],
    ['an entity inside', inside('<!ENTITY a "b">'), 'ENTITY_DECLARATION'],
    ['a document type in lower case', `<!doctype x>${xml}`, 'ENTITY_DECLARATION'],
    ['one in a comment only', inside('<!-- <!DOCTYPE x [<!ENTITY a "b">]> -->'), 'read'],
  ],
  'not well formed': [
    ['cut off in a tag', xml.slice(0, -5), 'MALFORMED_XML'],
    ['cut off between tags', xml.slice(0, xml.indexOf('<issuer>')), 'MALFORMED_XML'],
    ['mismatched', inside('<remarks></footnotes>'), 'MALFORMED_XML'],
    ['closed too often', `${xml}</ownershipDocument>`, 'MALFORMED_XML'],
    ['two roots', xml + xml.replace(/<\?.*\?>/, ''), 'MALFORMED_XML'],
    ['two roots with declarations', xml + xml, 'MALFORMED_XML'],
    ['an empty root and another', '<ownershipDocument/><ownershipDocument/>', 'MALFORMED_XML'],
    ['text behind the root', `${xml}x`, 'MALFORMED_XML'],
    ['text in front of the root', xml.replace('<ownershipDocument>', 'x<ownershipDocument>'), 'MALFORMED_XML'],
    ['a comment without end', inside('<!-- '), 'MALFORMED_XML'],
    ['a comment without end behind the root', `${xml}<!--`, 'MALFORMED_XML'],
    ['a CDATA section without end', inside('<remarks><![CDATA[ a </remarks>'), 'MALFORMED_XML'],
    ['a CDATA section outside', `${xml}<![CDATA[]]>`, 'MALFORMED_XML'],
    ['an instruction without end', inside('<?a '), 'MALFORMED_XML'],
    ['an attribute without end', inside('<a b="c>'), 'MALFORMED_XML'],
    ['an attribute without quotes', inside('<a b=c/>'), 'MALFORMED_XML'],
    ['an attribute given twice', inside('<a b="c" b="d"/>'), 'MALFORMED_XML'],
    ['a name that is none', inside('<1/>'), 'MALFORMED_XML'],
    ['names that objects inherit', inside('<__proto__><constructor/></__proto__>'), 'MALFORMED_XML'],
    ['a comment alone', '<!-- a -->', 'MALFORMED_XML'],
  ],
  flooding: [
    ['deep nesting', inside('<a>'.repeat(30) + '</a>'.repeat(30)), 'NESTING_TOO_DEEP'],
    ['nesting without end', repeat('<a>', nineMegabytes), 'NESTING_TOO_DEEP'],
    ['a bound less', inside('<a>'.repeat(19) + '</a>'.repeat(19)), 'read'],
    ['tiny elements', inside(repeat('<r/>', nineMegabytes)), 'TOO_LARGE'],
    ['tags that never end', inside(repeat('<', nineMegabytes)), 'TOO_LARGE'],
    ['attributes in one tag', inside(`<r ${repeat('a="" ', nineMegabytes)}/>`), 'TOO_LARGE'],
    ['a long name', inside(`<${repeat('a', nineMegabytes)}/>`), 'TOO_LARGE'],
    ['quotes', inside(repeat('<a b="', nineMegabytes)), 'TOO_LARGE'],
    ['ampersands', remarks(repeat('&', nineMegabytes)), 'MALFORMED_XML'],
    ['comments', inside(repeat('<!---->', 5_000_000)), 'read'],
    ['empty rows', inside(makeTable(repeat('<nonDerivativeTransaction/>', 1_000_000))), 'read'],
    ['one long text', remarks(repeat('a', 3_000_000)), 'read'],
    ['documents in a submission', `<SEC-DOCUMENT>${repeat('<DOCUMENT></DOCUMENT>', nineMegabytes)}`, 'MALFORMED_XML'],
    ['lines of a header', `<SEC-DOCUMENT>${repeat('\nACCESSION NUMBER', nineMegabytes)}`, 'MALFORMED_XML'],
  ],
};

describe('hostile input', () => {
  for (const [kind, inputs] of Object.entries(cases)) {
    describe(kind, () => {
      for (const [name, input, code] of inputs) it(`${name}: ${code}`, () => expect(codeOf(input)).to.equal(code));
    });
  }

  it('reads what calls itself Latin-1 as Windows-1252', () => {
    const bytes = Buffer.from(declared('iso-8859-1', '\x93caf\xe9\x94'), 'latin1');
    expect(parseOwnership(bytes).document.remarks).to.equal('“café”');
  });

  it('refuses 60 MB without decoding or searching more than their head', () => {
    const bytes = Buffer.alloc(60_000_000, ' ');
    const touched = () => {
      throw new Error('a document over the limit was touched');
    };
    Object.assign(bytes, { toString: touched, includes: touched, every: touched });
    expect(() => parseOwnership(bytes))
      .to.throw(PipelineError)
      .with.property('code', 'TOO_LARGE');
    expect(codeOf(Buffer.alloc(maxDocumentBytes + 1, ' '))).to.equal('TOO_LARGE');
    expect(codeOf(Buffer.alloc(maxDocumentBytes, ' '))).to.equal('EMPTY_DOCUMENT');
  });
});
