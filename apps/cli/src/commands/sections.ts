import { SectionsView, SectionView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { bold, count, dim, print, table } from '../terminal.ts';

/** `tickermill sections ACCESSION [ITEM]`: the main items of a report as text. */
export function sectionsCommand(): Command {
  return new Command('sections')
    .description('The main items of a 10-K or 10-Q: which there are, or the text of one.')
    .argument('<accession>', 'of the report, such as 0000320193-25-000079: `tickermill filings` names them')
    .argument('[item]', '1, 1A, 3, 7 or 7A of a 10-K; I.2, I.3 or II.1A of a 10-Q')
    .option('--json', 'print the answer as JSON')
    .action(async (accession: string, item: string | undefined, { json }: { json?: boolean }) => {
      const api = findApi();
      const path = `filings/${encodeURIComponent(accession)}/sections`;
      if (item !== undefined) {
        const section = await api.ask('GET', `${path}/${encodeURIComponent(item)}`, SectionView);
        if (json) return print(JSON.stringify(section));
        const { title, status, text, warnings } = section;
        print(bold(`Item ${section.item}. ${title ?? ''}`));
        if (status !== 'text') print(dim([status, ...warnings].join(' · ')));
        return print(text ?? '  there is no text of it');
      }
      const report = await api.ask('GET', path, SectionsView);
      if (json) return print(JSON.stringify(report));
      print(`  ${bold(`${report.form ?? ''} ${report.accession}`)}  filed ${report.filed_on}  ${dim(report.url)}`);
      const rows = report.items.map(({ item: id, title, status, chars, warnings }) => [
        id,
        title ?? '',
        status,
        chars === null ? '' : count(chars),
        warnings.join(', '),
      ]);
      for (const line of table(['item', 'title', 'status', 'characters', 'why'], rows)) print(line);
    });
}
