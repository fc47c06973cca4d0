/**
 * Hides what is off, by its icon: the board has no settings for it. For a job: duplicating, editing, moving or
 * re-ordering it; for a queue: adding to it, emptying or destroying it, setting its pace; for a repeatable job:
 * running, editing or removing it. Direct requests for these are refused.
 */
export const style = `
button:not([class*="copyBtn"]):has(> :is(.lucide-files, .lucide-pencil, .lucide-clock, .lucide-arrow-up-down)),
button:has(> .lucide-play), button:has(> .lucide-play) ~ button, :has(> button > .lucide-play) ~ * > button,
[role='menuitem']:has(> :is(.lucide-plus, .lucide-chart-no-axes-gantt, .lucide-gauge, .lucide-trash-2, .lucide-ban)) {
  display: none !important;
}
`;
