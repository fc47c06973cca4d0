/**
 * Hides what is off, by its icon: the board has no settings for it. Of a job: to duplicate, edit, move or re-order it; of
 * a queue: to add to it, empty or destroy it, to set its pace; of a repeatable job: to run, edit or remove it. What is
 * asked for all the same is refused.
 */
export const style = `
button:not([class*="copyBtn"]):has(> :is(.lucide-files, .lucide-pencil, .lucide-clock, .lucide-arrow-up-down)),
button:has(> .lucide-play), button:has(> .lucide-play) ~ button, :has(> button > .lucide-play) ~ * > button,
[role='menuitem']:has(> :is(.lucide-plus, .lucide-chart-no-axes-gantt, .lucide-gauge, .lucide-trash-2, .lucide-ban)) {
  display: none !important;
}
`;
