import { ledgerStories } from './ledger-stories.ts';

ledgerStories(Number(process.env['LEDGER_STORIES'] ?? 150));
