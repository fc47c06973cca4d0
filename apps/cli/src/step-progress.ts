import { commandHost } from './command-host.ts';
import { dim, fitted, overwrite, printAside } from './terminal.ts';

const plainLineMs = 3_000;
const barWidth = 28;

/** How far a piece of work is, shown on the standard error: one live line on a terminal, a plain line now and then otherwise. */
export interface StepProgress {
  at(progress: { step: string; share: number }): void;
  /** Removes the live line. */
  end(): void;
}

export function openStepProgress(title: string): StepProgress {
  let saidAt = performance.now();
  return {
    at({ step, share }) {
      const percent = `${Math.floor(share * 100)} %`.padStart(5);
      const filled = Math.round(share * barWidth);
      const bar = `${'━'.repeat(filled)}${dim('─'.repeat(barWidth - filled))}`;
      if (commandHost().stderr.isTTY) overwrite(`  ${title}  ${bar} ${percent}  ${step}`);
      else if (performance.now() - saidAt >= plainLineMs) {
        saidAt = performance.now();
        printAside(fitted(`  ${title}  ${percent.trim()}  ${step}`, undefined));
      }
    },
    end() {
      if (commandHost().stderr.isTTY) overwrite('');
    },
  };
}
