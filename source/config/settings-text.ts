import { defaultSettings, type Settings, skinNames, splitRange } from '../store/ui-settings.js';

/** Settings as far as they could be read, and a sentence for every part that could not. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

type FieldReader = (value: unknown) => Partial<Settings> | string;

/** Every field there is; an answer that is text says what the field takes. */
const fields: { readonly [Name in keyof Required<Settings>]: FieldReader } = {
  skin: (value) => {
    const skin = skinNames.find((name) => name === value);
    return skin === undefined ? `one of ${skinNames.map((name) => `"${name}"`).join(', ')}` : { skin };
  },
  mouse: (value) => (typeof value === 'boolean' ? { mouse: value } : 'true or false'),
  ascii: (value) => (typeof value === 'boolean' ? { ascii: value } : 'true or false'),
  split: (value) =>
    typeof value === 'number' && value >= splitRange.min && value <= splitRange.max
      ? { split: Math.round(value) }
      : `a number from ${splitRange.min} to ${splitRange.max}, the left panes’ percent of the width`,
};

const isField = (name: string): name is keyof Settings => Object.hasOwn(fields, name);

const allFields = Object.keys(fields).join(', ');

function readField(file: string, name: string, value: unknown): Partial<Settings> | string {
  if (!isField(name))
    return `${file} has a field "${name}" that etcdscope does not know (it knows ${allFields}).`;
  const read = fields[name](value);
  return typeof read === 'string'
    ? `${file} has a field "${name}" that must be ${read}; the default is used.`
    : read;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the text of a settings file: a JSON object. `file` is how it is called in sentences. */
export function readSettings(text: string, file: string): ReadSettings {
  const parsed = parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return { settings: defaultSettings, problems: [`${file} is not a JSON object; the defaults are used.`] };
  }
  let settings = defaultSettings;
  const problems: string[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    const read = readField(file, name, value);
    if (typeof read === 'string') problems.push(read);
    else settings = { ...settings, ...read };
  }
  return { settings, problems };
}

export function settingsText(settings: Settings): string {
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}
