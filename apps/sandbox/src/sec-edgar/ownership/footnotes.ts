/** The footnotes of a document in the making. */
export interface Footnotes {
  /** The id of a footnote with this text, added if it is not there yet. */
  cite(text: string): string;
  readonly texts: readonly string[];
}

/** Opens a list of footnotes, empty or with the texts of an earlier document. */
export function openFootnotes(earlier: readonly string[] = []): Footnotes {
  const texts = [...earlier];
  return {
    texts,
    cite(text) {
      const known = texts.indexOf(text);
      return `F${known >= 0 ? known + 1 : texts.push(text)}`;
    },
  };
}
