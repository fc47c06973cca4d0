import { ledgerStories } from './ledger-stories.ts';

/** `ledger.properties.long.test.ts` tells more of them. */
ledgerStories(25);
