import type { ReactNode } from 'react';
import { Notes } from '../../components/notes.tsx';

/** What people wrote about a ticker and its days. */
export default function TickerNotes({ ticker }: { ticker: string }): ReactNode {
  return <Notes of={{ ticker }} />;
}
