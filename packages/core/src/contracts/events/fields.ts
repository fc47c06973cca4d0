// Fields that many events have.

import { z } from 'zod';
import { Instant } from '../../day.ts';

export const at = Instant;
/** A row number, as JSON text. */
export const id = z.string().regex(/^\d+$/);
export const tickers = z.array(z.string()).describe('The current symbols of what it is about.');
