import type { Field, Messages } from './field.js';

/** What protobuf sees of a field: a number that changes it between releases cannot be in one table. */
function wireForm({ shape, type }: Field): string {
  return `${shape} ${type.includes('/') || type === 'bytes' || type === 'string' ? 'bytes' : type}`;
}

function merged(name: string, older: ReadonlyMap<number, Field>, newer: ReadonlyMap<number, Field>) {
  const fields = new Map([...older].map(([number, field]) => [number, { ...field, isPartial: true }]));
  for (const [number, field] of newer) {
    const before = older.get(number);
    if (before !== undefined && wireForm(before) !== wireForm(field)) {
      throw new Error(`${name}: number ${number} was ${wireForm(before)} and is ${wireForm(field)}`);
    }
    fields.set(number, { ...field, isPartial: before?.isPartial ?? older.size > 0 });
  }
  return fields;
}

/** Messages that a release put in the place of others, by the name of the new one. */
function replacements(union: Messages, release: Messages): ReadonlyMap<string, string> {
  const replaced = new Map<string, string>();
  for (const [name, fields] of release) {
    for (const [number, { type }] of fields) {
      const before = union.get(name)?.get(number)?.type ?? type;
      if (before !== type && union.has(before)) {
        replaced.set(type, before);
      }
    }
  }
  return replaced;
}

/** What the older message had and the newer one does not, as objects written before still have it. */
function inherit(union: Messages, newer: string, older: ReadonlyMap<number, Field>): void {
  const fields = union.get(newer);
  for (const [number, field] of older) {
    if (fields?.has(number) === false) {
      fields.set(number, { ...field, isPartial: true });
    }
  }
}

/**
 * Adds a newer release to what older ones had: the newer one decides, and what it no longer has stays.
 * @throws Error when a number was used again for something else.
 */
export function addRelease(union: Messages, release: Messages): void {
  const inherited = Array.from(
    replacements(union, release),
    ([newer, older]) => [newer, new Map(union.get(older))] as const,
  );
  for (const [name, fields] of release) {
    union.set(name, merged(name, union.get(name) ?? new Map(), fields));
  }
  for (const [newer, fields] of inherited) {
    inherit(union, newer, fields);
  }
}

/** Lets one release say how zero and absent values are printed, for every field that it has. */
export function presenceOf(release: Messages, union: Messages): void {
  for (const [name, fields] of release) {
    const all = union.get(name) ?? new Map<number, Field>();
    for (const [number, { isPointer, omitsEmpty }] of fields) {
      const field = all.get(number);
      if (field !== undefined) {
        all.set(number, { ...field, isPointer, omitsEmpty });
      }
    }
  }
}
