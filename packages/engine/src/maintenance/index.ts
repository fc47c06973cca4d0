/** The maintenance chores of a worker, and what runs them beside one another. */

export { openWindow } from '../runs/window.ts';
export type { Chore } from './chore.ts';
export { makeChores } from './chores.ts';
export { runChores } from './run-chores.ts';
