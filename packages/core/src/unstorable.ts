const pattern = /\0|\p{Surrogate}/u;

/** What Postgres cannot keep in text or JSON: NUL, and half of a surrogate pair. For `replaceAll`. */
export const unstorable = new RegExp(pattern, 'gu');

/** Whether Postgres can keep a text. */
export const isStorable = (text: string): boolean => !pattern.test(text);
