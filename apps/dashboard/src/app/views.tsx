import { useRouter } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useAnswer, useChange } from '../api/queries.ts';
import { Action } from '../components/action.tsx';
import { Answered, Empty, Failure } from '../components/panel.tsx';
import { frame } from '../strings/frame.ts';
import { views as words } from '../strings/views.ts';
import { showToast } from '../view/toasts.ts';

/** The saved views of whoever looks, and those that others share; and this page as another. */
export default function Views({ onClose }: { onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const router = useRouter();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const query = useAnswer('/saved-views', {});
  const add = useChange('post', '/saved-views', (view) => {
    setName('');
    showToast({ tone: 'good', text: words.saved(view.name) });
  });
  const change = useChange('patch', '/saved-views/{id}');
  const remove = useChange('delete', '/saved-views/{id}');
  const error = add.error ?? change.error ?? remove.error;
  useEffect(() => dialog.current?.showModal(), []);
  const go = (url: string) => {
    dialog.current?.close();
    router.history.push(url);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { pathname, search } = window.location;
    add.mutate({ body: { name: name.trim(), url: pathname + search, shared: isShared } });
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      className="card w-[min(36rem,calc(100vw-1.5rem))] p-0 backdrop:bg-black/40"
    >
      <h2 id={heading} className="px-4 pt-4 pb-2">
        {words.title}
      </h2>
      <Answered query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{words.nothing}</Empty>
          ) : (
            <ul className="max-h-[45vh] overflow-auto border-line border-t">
              {items.map(({ id, name: called, url, shared, own, owner }) => (
                <li key={id} className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-1.5">
                  <a
                    href={url}
                    className="min-w-0 flex-1 break-words font-medium"
                    onClick={(event) => {
                      event.preventDefault();
                      go(url);
                    }}
                  >
                    {called}
                  </a>
                  <span className="text-quiet">{own ? (shared ? words.shared : words.own) : words.of(owner)}</span>
                  {own && (
                    <>
                      <Action
                        needs="viewer"
                        isBusy={change.isPending}
                        onClick={() => change.mutate({ params: { id }, body: { shared: !shared } })}
                      >
                        {shared ? words.keep : words.shareIt}
                      </Action>
                      <Action
                        needs="viewer"
                        isBusy={remove.isPending}
                        onClick={() =>
                          remove.mutate(
                            { params: { id } },
                            { onSuccess: () => showToast({ tone: 'warn', text: words.removed(called) }) },
                          )
                        }
                      >
                        {words.remove}
                      </Action>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      <form className="flex flex-wrap items-end gap-x-3 gap-y-2 p-4" onSubmit={save}>
        <label className="grid min-w-40 flex-1 gap-1">
          {words.name}
          <input
            className="field"
            required
            maxLength={100}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <label className="flex min-h-8 items-center gap-2">
          <input type="checkbox" checked={isShared} onChange={({ target }) => setShared(target.checked)} />
          {words.share}
        </label>
        <div className="flex basis-full justify-end gap-2">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {frame.close}
          </button>
          <button type="submit" className="button button-primary" disabled={add.isPending}>
            {words.save}
          </button>
        </div>
      </form>
      {error && <Failure error={error} />}
    </dialog>
  );
}
