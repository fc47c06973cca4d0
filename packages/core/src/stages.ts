import { z } from 'zod';

/** A run without requests: it works on what is stored, or has other runs request, and can follow others in their chain. */
export const Stage = z
  .enum(['quality', 'new-tickers', 'refresh', 'refresh-morning', 'lake'])
  .describe(
    '`quality`: the checks of what is stored. `new-tickers`: schedules and prices of active tickers that a listing has named for the first time, or under another symbol. `refresh`, `refresh-morning`: the refresh of all stocks of the United States, by its profiles `nightly` and `morning`. `lake`: the export to the lake.',
  );
export type Stage = z.infer<typeof Stage>;

/** Whether what a run or schedule is of is a stage and no dataset. */
export const isStage = (of: string): of is Stage => Stage.safeParse(of).success;
