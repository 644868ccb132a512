import type { Field, Messages, Shape } from './field.js';

const scalarLetters: Readonly<Record<string, string>> = {
  string: 's',
  int32: 'i',
  int64: 'l',
  bool: 'b',
  bytes: 'y',
  double: 'd',
};

const shapeSigns: Readonly<Record<Shape, string>> = { one: '', list: '[', map: '{' };

function typeText(type: string, packageName: string): string {
  const own = `${packageName}/`;
  return scalarLetters[type] ?? (type.startsWith(own) ? type.slice(own.length) : type);
}

/**
 * True for what is left out when empty, and for pointers, slices and maps that not every release has:
 * where such a field is absent, its writer may not have known it, and nothing must be said of it.
 */
function isLeftOut({ omitsEmpty, isPartial, isPointer, shape, type }: Field): boolean {
  return omitsEmpty || (isPartial && (isPointer || shape !== 'one' || type === 'bytes'));
}

function fieldText(field: Field, packageName: string, previousNumber: number): string {
  const number = field.number === previousNumber + 1 ? '' : String(field.number);
  const flags = `${field.isPointer ? '*' : ''}${isLeftOut(field) ? '?' : ''}${field.isInline ? '~' : ''}`;
  return `${number}${field.name} ${shapeSigns[field.shape]}${typeText(field.type, packageName)}${flags}`;
}

function messageText(fields: ReadonlyMap<number, Field>, packageName: string): string {
  let previous = 0;
  return [...fields.values()]
    .toSorted((one, other) => one.number - other.number)
    .map((field) => {
      const text = fieldText(field, packageName, previous);
      previous = field.number;
      return text;
    })
    .join(',');
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** A message whose text another package has already is written as `Name=package`. */
function packageText(messages: Messages, packageName: string, firstWith: Map<string, string>): string {
  const lines = [...messages.keys()]
    .filter((key) => key.startsWith(`${packageName}/`))
    .sort(compare)
    .map((key) => {
      const name = key.slice(packageName.length + 1);
      const text = messageText(messages.get(key) ?? new Map(), packageName);
      const whole = `${name} ${text}`;
      const first = firstWith.get(whole);
      firstWith.set(whole, first ?? packageName);
      const isShorter = first !== undefined && first.length < text.length;
      return isShorter ? `${name}=${first}` : whole;
    });
  return lines.join('\n');
}

/** The messages of each package as text, by the package's name; see `source/kube/facts.ts` for the form. */
export function pack(messages: Messages): ReadonlyMap<string, string> {
  const packages = [...new Set([...messages.keys()].map((key) => key.slice(0, key.indexOf('/'))))].sort(
    compare,
  );
  const firstWith = new Map<string, string>();
  return new Map(packages.map((name) => [name, packageText(messages, name, firstWith)]));
}
