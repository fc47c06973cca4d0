import { settings } from '../../packages/runtime/dist/index.js';
import { madeFrom, table } from './table.mjs';

export function configurationPage() {
  const rows = Object.entries(settings).map(([name, { schema, description, unit, range, secret }]) => {
    const fallback = schema.safeParse(undefined).data;
    return [
      `\`${name}\``,
      secret ? `${description} Never shown.` : description,
      fallback === undefined ? '–' : `\`${fallback}\``,
      unit ?? '–',
      range ?? '–',
    ];
  });
  return `${madeFrom('packages/runtime/src/settings.ts')}

# Configuration

Everything has a default: \`npm start\` needs none of these. Set them in the environment of the command.

${table(['Variable', 'What it does', 'Default', 'Unit', 'Allowed'], rows)}
`;
}
