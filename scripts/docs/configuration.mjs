import { featureFlags, flagPrefix, settings } from '../../packages/runtime/dist/index.js';
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
  const flags = Object.entries(featureFlags).map(([name, what]) => [`\`${flagPrefix}${name}\``, what]);
  return `${madeFrom('packages/runtime/src/settings.ts')}

# Configuration

Everything has a default: \`npm start\` needs none of these. Set them in the environment of the command.

${table(['Variable', 'What it does', 'Default', 'Unit', 'Allowed'], rows)}

## Advanced panels of the dashboard

Each is shown where its variable, in the environment of the API, is \`1\`, \`true\` or \`on\`. \`GET me\` names those that are on.

${table(['Variable', 'What it does'], flags)}
`;
}
