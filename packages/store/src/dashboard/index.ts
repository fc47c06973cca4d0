/** What the dashboard keeps and finds: reports of browsers, and whatever a search names. */

export type { KeptClientLog } from './client-logs.ts';
export { keepClientLog, listClientLogs, pruneClientLogs } from './client-logs.ts';
export type { Note, NoteSubject } from './notes.ts';
export { addNote, listNotes, removeNote } from './notes.ts';
export type { SavedView } from './saved-views.ts';
export { addSavedView, changeSavedView, removeSavedView, savedViews } from './saved-views.ts';
export type { SearchHit } from './search.ts';
export { search } from './search.ts';
export { universeMonths } from './universe-months.ts';
