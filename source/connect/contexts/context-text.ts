import { ConnectionError } from '../connection-error.js';
import { connectionFlags } from '../flags.js';
import {
  isSavedFlag,
  nameProblem,
  type SavedContext,
  type SavedContexts,
  type SavedFlagName,
} from './saved-context.js';

/** The shape of the file; another one is refused rather than misread. */
const version = 1;

/** The file's text: names of flags, endpoints as a list, booleans as such. */
export function formatContexts({ current, contexts }: SavedContexts): string {
  const named = [...contexts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const content = {
    version,
    ...(current === undefined ? {} : { current }),
    contexts: Object.fromEntries(named.map(([name, context]) => [name, contextFields(context)])),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

type Field = string | boolean | readonly string[];

/** A context as the file and `-w json` have it. */
export function contextFields({ values }: SavedContext): Readonly<Record<string, Field>> {
  const fields = connectionFlags.flatMap(({ name, type }): readonly (readonly [string, Field])[] => {
    const value = isSavedFlag(name) ? values.get(name) : undefined;
    if (value === undefined) {
      return [];
    }
    return [[name, name === 'endpoints' ? value.split(',') : type === 'boolean' ? value === 'true' : value]];
  });
  const isAsked = values.has('user') && !values.has('password-file');
  return Object.fromEntries(isAsked ? [...fields, ['password', 'ask']] : fields);
}

/**
 * Reads the file. What it does not know is refused: it may be what makes a connection another one.
 * @throws ConnectionError with a sentence that begins with the path.
 */
export function parseContexts(text: string, path: string): SavedContexts {
  const refuse: Refuse = (problem) => {
    throw new ConnectionError(`${path}: ${problem}`);
  };
  const file = fieldsOf(parseJson(text, refuse), 'the file', refuse);
  refuseUnknown(file, ['version', 'current', 'contexts'], 'the file', refuse);
  if (file.get('version') !== version) {
    refuse(`this is not version ${version} of the file, the only one that is known here.`);
  }
  const contexts = new Map(
    [...fieldsOf(file.get('contexts') ?? {}, '"contexts"', refuse)].map(([name, value]) => {
      const problem = nameProblem(name);
      if (problem !== undefined) {
        refuse(problem);
      }
      return [name, parseContext(value, `context ${name}`, refuse)] as const;
    }),
  );
  const current = file.get('current');
  if (current !== undefined && (typeof current !== 'string' || !contexts.has(current))) {
    return refuse('"current" is not the name of a saved context: correct it or take it out.');
  }
  return { current, contexts };
}

type Refuse = (problem: string) => never;
type Fields = ReadonlyMap<string, unknown>;

function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('this is not JSON: correct it, or move it away and save the contexts again.');
  }
}

function fieldsOf(value: unknown, what: string, refuse: Refuse): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(`${what} is not an object in braces: correct it.`);
  }
  return new Map(Object.entries(value));
}

function refuseUnknown(fields: Fields, known: readonly string[], what: string, refuse: Refuse): void {
  const unknown = [...fields.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    refuse(`${what} has the field ${JSON.stringify(unknown)}, which is unknown: take it out or correct it.`);
  }
}

function parseContext(value: unknown, what: string, refuse: Refuse): SavedContext {
  const fields = fieldsOf(value, what, refuse);
  refuseUnknown(fields, [...connectionFlags.map(({ name }) => name)], what, refuse);
  const values = new Map<SavedFlagName, string>();
  for (const [name, field] of fields) {
    if (isSavedFlag(name)) {
      values.set(
        name,
        parseField(name, field) ?? refuse(`${what}: ${JSON.stringify(name)} is not ${kindOf(name)}.`),
      );
    } else if (field !== 'ask') {
      refuse(
        `${what}: "password" can only be "ask"; a password itself is never kept, name its file in "password-file".`,
      );
    }
  }
  if (!values.has('endpoints')) {
    refuse(`${what} has no "endpoints": add a list of addresses.`);
  }
  if (values.get('user')?.includes(':') === true) {
    refuse(`${what}: "user" is a name alone, without a colon or a password.`);
  }
  return { values };
}

function parseField(name: SavedFlagName, field: unknown): string | undefined {
  if (name === 'endpoints') {
    const isList = Array.isArray(field) && field.length > 0;
    return isList && field.every((each) => typeof each === 'string') ? field.join(',') : undefined;
  }
  return typeof field === typeOf(name) ? String(field) : undefined;
}

const typeOf = (name: SavedFlagName) => connectionFlags.find((flag) => flag.name === name)?.type;

function kindOf(name: SavedFlagName): string {
  if (name === 'endpoints') {
    return 'a list of addresses in brackets';
  }
  return typeOf(name) === 'boolean' ? 'true or false' : 'a text in quotes';
}
