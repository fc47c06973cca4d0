import type { SectionStatus } from '@tickermill/core';
import type { SectionForm } from './items.ts';
import { toSections } from './to-sections.ts';

/** What `tickermill parse filing FILE` prints of a report, as one line of JSON. */
interface FilingLine {
  readonly file: string;
  readonly form: SectionForm;
  readonly sections: readonly { readonly item: string; readonly status: SectionStatus; readonly text: string | null }[];
}

/** The sections of a report on this disk. @throws {PipelineError} as `toSections` does */
export function toFilingLine(file: string, bytes: Uint8Array): FilingLine {
  const { form, sections } = toSections(bytes);
  return { file, form, sections: sections.map(({ item, status, text }) => ({ item, status, text })) };
}
