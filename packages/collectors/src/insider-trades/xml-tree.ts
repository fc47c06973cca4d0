import { PipelineError } from '@tickermill/core';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { decodeReferences } from '../xml-references.ts';
import { guardXml } from './xml-guard.ts';

/** An element of a well-formed document. Its children are always a list, in the order of the document. */
export interface XmlElement {
  readonly name: string;
  readonly parent: XmlElement | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, decoded and trimmed, never coerced. */
  readonly text: string;
}

const parser = new XMLParser({
  // One child and several look alike then, and no list of arrays can be incomplete.
  preserveOrder: true,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  // Untrimmed, because a text beside a CDATA section arrives in pieces whose inner blanks count.
  trimValues: false,
  jPath: false,
  entityDecoder: {
    decode: decodeReferences,
    reset: () => undefined,
    setXmlVersion: () => undefined,
    addInputEntities: () => undefined,
    setExternalEntities: () => undefined,
  },
});

/**
 * The root element of an XML text.
 * @throws {PipelineError} what `guardXml` throws, and `MALFORMED_XML`.
 */
export function parseXml(text: string): XmlElement {
  const root = guardXml(text);
  // The parser alone accepts truncated and mismatched documents.
  const verdict = XMLValidator.validate(root);
  if (verdict !== true) throw malformed(verdict.err.msg);
  for (const node of parseOrdered(root)) {
    if (!('#text' in node)) return toElement(node, null);
  }
  throw malformed('The document has no root element');
}

function malformed(because: string, cause?: unknown): PipelineError {
  return new PipelineError('MALFORMED_XML', `The XML is not well formed: ${because.slice(0, 200)}`, { cause });
}

/** A node as the parser gives it: a text, or one key that is the name of the element, and its attributes under `:@`. */
type OrderedNode = Readonly<Record<string, unknown>>;

function parseOrdered(text: string): readonly OrderedNode[] {
  try {
    return parser.parse(text) as readonly OrderedNode[];
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause;
    throw malformed(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const noAttributes: Readonly<Record<string, string>> = {};

function toElement(node: OrderedNode, parent: XmlElement | null): XmlElement {
  let name = '';
  for (const key in node) if (key !== ':@') name = key;
  const children: XmlElement[] = [];
  const attributes = (node[':@'] as Readonly<Record<string, string>> | undefined) ?? noAttributes;
  const element = { name, parent, attributes, children, text: '' };
  for (const inner of node[name] as readonly OrderedNode[]) {
    if ('#text' in inner) element.text += inner['#text'] as string;
    else children.push(toElement(inner, element));
  }
  element.text = element.text.trim();
  return element;
}
