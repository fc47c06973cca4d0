import { z } from 'zod';

/** The exchanges whose sessions are known, by their market identifier codes (ISO 10383). */
export const Mic = z.enum(['XNYS', 'XNAS', 'XLON', 'XPAR', 'XETR', 'XKRX']);
export type Mic = z.infer<typeof Mic>;
