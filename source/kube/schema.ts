import { groupPackages, packageFacts } from './facts.js';

/** Scalars by their letter in the table. */
export type ScalarType = 's' | 'i' | 'l' | 'b' | 'y' | 'd';

/** What the table says of a field; see `facts.ts`. */
export interface FieldFacts {
  readonly number: number;
  readonly name: string;
  readonly shape: 'one' | 'list' | 'map';
  /** undefined: `message` names what it holds. */
  readonly scalar: ScalarType | undefined;
  /** `core.v1/PodSpec`; empty for scalars. */
  readonly message: string;
  readonly isPointer: boolean;
  readonly omitsEmpty: boolean;
  readonly isInline: boolean;
}

export interface MessageFacts {
  readonly fields: readonly FieldFacts[];
  /** Where a number's field is in `fields`. */
  readonly positions: ReadonlyMap<number, number>;
}

const fieldPattern =
  /^(?<number>\d*)(?<name>\S+) (?<shape>[[{]?)(?<type>[\w./]+)(?<pointer>\*?)(?<omits>\??)(?<inline>~?)$/;

const scalarLetters: Readonly<Record<string, ScalarType>> = {
  s: 's',
  i: 'i',
  l: 'l',
  b: 'b',
  y: 'y',
  d: 'd',
};

function parseField(text: string, packageName: string, previous: number): FieldFacts {
  const groups = fieldPattern.exec(text)?.groups ?? {};
  const { number = '', name = '', shape = '', type = '' } = groups;
  const scalar = scalarLetters[type];
  const message = type.includes('/') ? type : `${packageName}/${type}`;
  return {
    number: number === '' ? previous + 1 : Number(number),
    name,
    shape: shape === '[' ? 'list' : shape === '{' ? 'map' : 'one',
    scalar,
    message: scalar === undefined ? message : '',
    isPointer: groups['pointer'] === '*',
    omitsEmpty: groups['omits'] === '?',
    isInline: groups['inline'] === '~',
  };
}

function parseMessage(text: string, packageName: string): MessageFacts {
  const fields: FieldFacts[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    fields.push(parseField(part, packageName, fields.at(-1)?.number ?? 0));
  }
  return { fields, positions: new Map(fields.map(({ number }, position) => [number, position])) };
}

/** The lines of a package by the message they are about: the fields, or `=` and another package. */
function packageLines(packageName: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of Object.hasOwn(packageFacts, packageName)
    ? (packageFacts[packageName] ?? '').split('\n')
    : []) {
    const [name = ''] = /^\w*/.exec(line) ?? [];
    const rest = line.slice(name.length);
    if (name !== '') lines.set(name, rest.startsWith('=') ? rest : rest.trimStart());
  }
  return lines;
}

/** Read when first asked for: a screen of objects needs few of them. */
const linesByPackage = new Map<string, ReadonlyMap<string, string>>();
const messages = new Map<string, MessageFacts | undefined>();

function lineOf(packageName: string, message: string): string | undefined {
  const lines = linesByPackage.get(packageName) ?? packageLines(packageName);
  linesByPackage.set(packageName, lines);
  const line = lines.get(message);
  return line?.startsWith('=') === true ? lineOf(line.slice(1), message) : line;
}

/** What is known of a message, such as `core.v1/Pod`; undefined for those that the table does not have. */
export function messageFacts(name: string): MessageFacts | undefined {
  if (messages.has(name)) return messages.get(name);
  const [packageName = '', message = ''] = name.split('/');
  const line = lineOf(packageName, message);
  const facts = line === undefined ? undefined : parseMessage(line, packageName);
  if (facts !== undefined) messages.set(name, facts);
  return facts;
}

/**
 * The message of a kind: `apps/v1` and `Deployment` make `apps.v1/Deployment`. Some kinds of meta/v1, such
 * as DeleteOptions, belong to every group. undefined for kinds of groups that are not Kubernetes' own.
 */
export function kindMessage(apiVersion: string, kind: string): string | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  if (!Object.hasOwn(groupPackages, group)) return undefined;
  const own = `${groupPackages[group] ?? ''}.${version}/${kind}`;
  return [own, `meta.v1/${kind}`].find((name) => messageFacts(name) !== undefined);
}
