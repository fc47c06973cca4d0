import { PipelineError } from '@tickermill/core';
import { type SectionsView, sectionRoutes } from '@tickermill/core/contracts';
import { readReport, type StoredSection, sectionsOf } from '@tickermill/store/fundamentals';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';

/** The main items of reports as text. */
export function serveSections({ store: { reads } }: ApiContext): ServedRoute[] {
  async function reportOf(accession: string) {
    const report = await readReport(reads, accession);
    if (report) return report;
    throw new PipelineError('NOT_FOUND', `No section of the report ${accession} is stored.`);
  }

  return [
    serve(sectionRoutes.list, async ({ params: { accession } }) => {
      const { filed, ...report } = await reportOf(accession);
      const items = (await sectionsOf(reads, accession)).map(viewHead);
      return reply(200, { ...report, filed_on: filed, items });
    }),
    serve(sectionRoutes.get, async ({ params: { accession, item } }) => {
      const { form } = await reportOf(accession);
      const section = (await sectionsOf(reads, accession)).find((each) => each.item === item);
      if (!section) throw new PipelineError('NOT_FOUND', `A report like ${accession} has no item ${item}.`);
      return reply(200, { accession, form, ...viewHead(section), text: section.text });
    }),
  ];
}

const viewHead = ({ text, fetchedAt, parserVersion, ...section }: StoredSection): SectionsView['items'][number] => ({
  ...section,
  chars: text?.length ?? null,
  parser_version: parserVersion,
  fetched_at: fetchedAt.toISOString(),
});
