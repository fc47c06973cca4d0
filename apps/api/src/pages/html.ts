/** Markup that may be written as it is. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Markup with values: texts are escaped, markup stays as it is. */
export function html({ raw }: TemplateStringsArray, ...values: readonly Value[]): Html {
  return {
    markup: raw.map((part, index) => part + (index < values.length ? write(values[index] ?? '') : '')).join(''),
  };
}

function write(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
  }
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}
