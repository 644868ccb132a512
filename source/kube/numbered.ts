import { plainText } from './text.js';
import type { KubeTree } from './tree.js';
import { eachField, fixed, int64, type Range, type WireField } from './wire.js';

/** How a field is shown that only its number is known of. */
export function unknownFieldName(number: number | string): string {
  return `unknown field #${number}`;
}

/** What nests deeper is shown as bytes. */
const depthMax = 30;

/**
 * Adds fields by their numbers; a number that comes more than once has a list. What a field means is not
 * in its bytes: with a length before them they are text where they can be, else a message, else bytes.
 */
export function numberedFields(
  tree: Map<string, KubeTree>,
  bytes: Buffer,
  fields: readonly WireField[],
  nameOf: (number: number) => string,
  depth = 0,
): void {
  if (fields.length === 0) return;
  const byNumber = Map.groupBy(fields, ({ number }) => number);
  for (const [number, same] of [...byNumber].sort(([one], [other]) => one - other)) {
    const values = same.map((field) => numberedValue(bytes, field, depth));
    const [first = null] = values;
    tree.set(nameOf(number), values.length === 1 ? first : values);
  }
}

function numberedValue(bytes: Buffer, field: WireField, depth: number): KubeTree {
  switch (field.wireType) {
    case 0:
      return int64(bytes, field);
    case 1:
    case 5:
      return fixed(bytes, field);
    case 2:
      return (
        plainText(bytes, field) ??
        numberedMessage(bytes, field, depth + 1) ??
        `base64:${bytes.toString('base64', field.start, field.end)}`
      );
  }
}

function numberedMessage(bytes: Buffer, range: Range, depth: number): KubeTree | undefined {
  if (depth > depthMax) return undefined;
  const fields: WireField[] = [];
  const wrong = eachField(bytes, range, (field) => fields.push(field));
  if (wrong !== undefined) return undefined;
  const tree = new Map<string, KubeTree>();
  numberedFields(tree, bytes, fields, (number) => `field #${number}`, depth);
  return tree;
}
