/** A text of an ownership document, with its path below the root, or below its row or owner. */
export interface Leaf {
  readonly path: string;
  readonly text: string;
  /** Whether the text is in a `<value>`. */
  readonly inValue: boolean;
  /** Its `id` attribute: a footnote has one. */
  readonly id: string;
  /** The footnotes that it refers to. */
  readonly ids: readonly string[];
}

/** A row or an owner with its texts. */
interface Group {
  readonly name: string;
  readonly leaves: Leaf[];
}

interface OpenElement {
  readonly name: string;
  readonly id: string;
  readonly ids: string[];
  text: string;
  inValue: boolean;
  hasElements: boolean;
}

const groupName = /^(reportingOwner|(nonD|d)erivative(Transaction|Holding))$/;

/**
 * Reads the ownership document in a text a second way, for tests: one regular expression over tags and texts, no
 * parser. `leaves` are outside of rows and owners; `values` and `references` count the filled `<value>` elements and
 * the `<footnoteId>` elements of the whole text.
 */
export function scanLeaves(text: string) {
  const xml = text.slice(text.indexOf('<ownershipDocument'), text.lastIndexOf('</ownershipDocument>'));
  const leaves: Leaf[] = [];
  const groups: Group[] = [];
  const open: OpenElement[] = [];
  for (const [, close, name, attributes = '', empty, content] of xml.matchAll(/<(\/?)(\w+)([^>]*?)(\/?)>|([^<]+)/g)) {
    const top = open.at(-1);
    const id = /id="([^"]*)"/.exec(attributes)?.[1] ?? '';
    if (content !== undefined) {
      if (top) top.text += content;
    } else if (name === 'footnoteId') {
      if (!close) top?.ids.push(id);
    } else if (name === 'value') {
      if (top) top.inValue = true;
    } else if (name && !close) {
      if (top) top.hasElements = true;
      if (groupName.test(name)) groups.push({ name, leaves: [] });
      if (!empty) open.push({ name, id, ids: [], text: '', inValue: false, hasElements: false });
    } else {
      // The root has no end tag here, so an end tag always closes something below it.
      const from = Math.max(
        0,
        open.findIndex((each) => groupName.test(each.name)),
      );
      const path = open.slice(from + 1).map((each) => each.name);
      const element = open.pop();
      if (!element || (element.hasElements && element.ids.length === 0)) continue;
      const into = from > 0 ? groups.at(-1)?.leaves : leaves;
      into?.push({ ...element, path: path.join('/'), text: unescapeXml(element.text).trim() });
    }
  }
  return {
    leaves,
    groups,
    values: [...xml.matchAll(/<value>\s*[^<\s]/g)].length,
    references: [...xml.matchAll(/<footnoteId\b/g)].length,
  };
}

function unescapeXml(text: string): string {
  const plain = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
  let unescaped = text.replace(/\r\n?/g, '\n').replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  for (const [entity, character] of Object.entries(plain)) unescaped = unescaped.replaceAll(entity, character);
  return unescaped;
}
