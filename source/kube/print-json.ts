import { indentation, Lines, sortedEntries, unseen } from './print.js';
import { isList, isMap, type KubeTree } from './tree.js';

const indent = 4;

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

function stringText(text: string): string {
  return JSON.stringify(text).replace(unseen, escaped);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return stringText(String(value));
  return Object.is(value, -0) ? '-0' : String(value);
}

function scalarText(value: KubeTree): string {
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number') return numberText(value);
  if (isMap(value)) return '{}';
  return isList(value) ? '[]' : String(value);
}

/** Prints `value` after `head`, and `tail` after it. */
function print(lines: Lines, value: KubeTree, depth: number, head: string, tail: string): void {
  const inner = indentation((depth + 1) * indent);
  if (isMap(value) && value.size > 0) {
    lines.add(`${head}{`);
    const entries = sortedEntries(value);
    entries.forEach(([name, member], index) => {
      const comma = index < entries.length - 1 ? ',' : '';
      print(lines, member, depth + 1, `${inner}${stringText(name)}: `, comma);
    });
    lines.add(`${indentation(depth * indent)}}${tail}`);
  } else if (isList(value) && value.length > 0) {
    lines.add(`${head}[`);
    value.forEach((item, index) => {
      print(lines, item, depth + 1, inner, index < value.length - 1 ? ',' : '');
    });
    lines.add(`${indentation(depth * indent)}]${tail}`);
  } else {
    lines.add(`${head}${scalarText(value)}${tail}`);
  }
}

/**
 * JSON as `kubectl get -o json` prints it: four blanks a level, names in order, integers exact. Safe on a
 * terminal: what a terminal would obey or hide is written as `\u…`.
 * @throws TooLargeError
 */
export function jsonText(tree: KubeTree): string {
  const lines = new Lines();
  print(lines, tree, 0, '', '');
  return lines.text();
}
