import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../api/queries.ts';
import { frame } from '../strings/frame.ts';
import { showToast } from '../view/toasts.ts';
import { Action } from './action.tsx';
import { Answered, Empty, Failure, Panel } from './panel.tsx';
import { Time } from './time.tsx';

const { notes } = frame;

/** What people wrote about a run, a finding or a ticker, and a line to write more. */
export function Notes({ of }: { of: { run: string } | { finding: string } | { ticker: string } }): ReactNode {
  const [text, setText] = useState('');
  const query = useAnswer('/notes', { query: { ...of, limit: 100 } });
  const add = useChange('post', '/notes', () => {
    setText('');
    showToast({ tone: 'good', text: notes.added });
  });
  const remove = useChange('delete', '/notes/{id}', () => showToast({ tone: 'warn', text: notes.removed }));
  const error = add.error ?? remove.error;
  const written = text.trim();
  return (
    <Panel title={notes.title}>
      <Answered query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{notes.nothing}</Empty>
          ) : (
            <ul>
              {items.map(({ id, day, text: note, created_at: at, created_by: by }) => (
                <li key={id} className="flex items-start justify-between gap-3 border-line border-b px-3 py-2">
                  <div className="min-w-0">
                    <p className="break-words whitespace-pre-wrap">{note}</p>
                    <p className="text-[12px] text-quiet">
                      {by} · <Time at={at} />
                      {day && ` · ${notes.ofDay(day)}`}
                    </p>
                  </div>
                  <Action isBusy={remove.isPending} onClick={() => remove.mutate({ params: { id } })}>
                    {notes.remove}
                  </Action>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {error && <Failure error={error} />}
      <div className="flex flex-wrap items-end gap-2 p-2.5">
        <textarea
          className="field min-h-7 min-w-0 flex-1"
          rows={1}
          aria-label={notes.text}
          placeholder={notes.text}
          value={text}
          onChange={({ target }) => setText(target.value)}
          maxLength={4_000}
        />
        <Action
          isBusy={add.isPending}
          because={written === '' ? notes.empty : null}
          onClick={() => add.mutate({ body: { ...of, text: written } })}
        >
          {notes.add}
        </Action>
      </div>
    </Panel>
  );
}
