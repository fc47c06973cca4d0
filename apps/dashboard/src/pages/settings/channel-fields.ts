import type { settings } from '../../strings/settings.ts';

type FieldName = keyof typeof settings.channels.fields;

interface ChannelField {
  readonly name: FieldName;
  readonly isSecret: boolean;
  readonly isOptional?: boolean;
  readonly as?: 'number' | 'list';
}

const address: ChannelField = { name: 'url', isSecret: true };

/** What a person gives of each kind of channel; the API judges it. */
const channelFields = {
  telegram: [
    { name: 'chat', isSecret: false },
    { name: 'token', isSecret: true },
  ],
  slack: [address],
  discord: [address],
  email: [
    { name: 'host', isSecret: false },
    { name: 'port', isSecret: false, isOptional: true, as: 'number' },
    { name: 'from', isSecret: false },
    { name: 'to', isSecret: false, as: 'list' },
    { name: 'user', isSecret: false, isOptional: true },
    { name: 'password', isSecret: true, isOptional: true },
  ],
  ntfy: [address, { name: 'token', isSecret: true, isOptional: true }],
  apprise: [address, { name: 'tag', isSecret: false, isOptional: true }],
  webhook: [address, { name: 'key', isSecret: true, isOptional: true }],
} as const satisfies Record<string, readonly ChannelField[]>;

export type ChannelKind = keyof typeof channelFields;
export const kindsOfChannels = Object.keys(channelFields) as readonly ChannelKind[];
export const fieldsOf = (kind: ChannelKind): readonly ChannelField[] => channelFields[kind];

/** What was typed, as the settings and the secret of a channel. What is left empty is left out. */
export function partsOf(
  kind: ChannelKind,
  typed: Readonly<Record<string, string>>,
): { settings: Record<string, unknown>; secret: Record<string, unknown> } {
  const of = (isSecret: boolean) =>
    Object.fromEntries(
      fieldsOf(kind)
        .filter((field) => field.isSecret === isSecret)
        .map(({ name, as }) => [name, read((typed[name] ?? '').trim(), as)])
        .filter(([, value]) => value !== ''),
    );
  return { settings: of(false), secret: of(true) };
}

function read(text: string, as: ChannelField['as']): unknown {
  if (text === '') return '';
  if (as === 'number') return Number(text);
  return as === 'list' ? text.split(/[\s,;]+/).filter((each) => each !== '') : text;
}
