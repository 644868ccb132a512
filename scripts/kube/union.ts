import type { Field, Messages } from './field.js';

/** What protobuf sees of a field: a number that changes it between releases cannot be in one table. */
function wireForm({ shape, type }: Field): string {
  return `${shape} ${type.includes('/') || type === 'bytes' || type === 'string' ? 'bytes' : type}`;
}

/** A field that a newer release does not have: where it is absent, nothing must be said of it. */
function removed(field: Field): Field {
  const isNullable = field.isPointer || field.shape !== 'one' || field.type === 'bytes';
  return isNullable ? { ...field, omitsEmpty: true } : field;
}

function merged(name: string, older: ReadonlyMap<number, Field>, newer: ReadonlyMap<number, Field>) {
  const fields = new Map([...older].map(([number, field]) => [number, removed(field)]));
  for (const [number, field] of newer) {
    const before = older.get(number);
    if (before !== undefined && wireForm(before) !== wireForm(field)) {
      throw new Error(`${name}: number ${number} was ${wireForm(before)} and is ${wireForm(field)}`);
    }
    fields.set(number, field);
  }
  return fields;
}

/**
 * Adds a newer release to what older ones had: the newer one decides, and what it no longer has stays.
 * @throws Error when a number was used again for something else.
 */
export function addRelease(union: Messages, release: Messages): void {
  for (const [name, fields] of release) {
    union.set(name, merged(name, union.get(name) ?? new Map(), fields));
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
