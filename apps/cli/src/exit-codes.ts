/** The exit codes of the command line. `docs/cli.md` documents them. */
export const exitCodes = {
  ok: 0,
  /** The work failed, or part of it. */
  failed: 1,
  /** The command or a setting is not acceptable; nothing was done. */
  usage: 2,
} as const;
