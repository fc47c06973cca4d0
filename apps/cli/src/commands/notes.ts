import { NotesResponse, NoteView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { z } from 'zod';
import { findApi } from '../api-client.ts';
import { dim, green, instant, print, table } from '../terminal.ts';

interface Subject {
  run?: string;
  finding?: string;
  ticker?: string;
  day?: string;
}

const withSubject = (command: Command): Command =>
  command
    .option('--run <run>', 'on this run')
    .option('--finding <finding>', 'on this finding')
    .option('--ticker <ticker>', 'on this ticker')
    .option('--day <date>', 'on this day of the ticker')
    .option('--json', 'print the answer as JSON');

/** `tickermill notes`: what people wrote on runs, tickers, days and findings; writing and removing it. */
export function notesCommand(): Command {
  const command = withSubject(new Command('notes'))
    .description('What people wrote on runs, tickers, days and findings, the latest first.')
    .action(async ({ json, ...subject }: Subject & { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'notes', NotesResponse, { query: { ...subject } });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(dim('  there are none'));
      const rows = items.map((note) => [
        note.id,
        subjectOf(note),
        instant(note.created_at),
        note.created_by,
        note.text,
      ]);
      for (const line of table(['id', 'on', 'when', 'who', 'note'], rows)) print(line);
    });
  command.addCommand(
    withSubject(new Command('add'))
      .description('Write a note on a run, a finding, a ticker or a day of it.')
      .argument('<text>', 'the note')
      .action(async (text: string, { json, ...subject }: Subject & { json?: boolean }) => {
        const note = await findApi().ask('POST', 'notes', NoteView, { body: { ...subject, text } });
        print(json ? JSON.stringify(note) : `  ${green('✓')} note ${note.id} on ${subjectOf(note)}`);
      }),
  );
  command.addCommand(
    new Command('remove')
      .description('Remove a note of yours; an administrator removes any.')
      .argument('<id>', 'the number that "tickermill notes" shows')
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json }: { json?: boolean }) => {
        await findApi().ask('DELETE', `notes/${encodeURIComponent(id)}`, z.null());
        print(json ? JSON.stringify({ removed: id }) : `  ${green('✓')} note ${id} is removed`);
      }),
  );
  return command;
}

const subjectOf = ({ run_id, finding_id, ticker, day }: NoteView): string => {
  if (run_id !== null) return `run ${run_id}`;
  return finding_id === null ? `${ticker}${day === null ? '' : ` ${day}`}` : `finding ${finding_id}`;
};
