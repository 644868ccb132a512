import { indentation, Lines, sortedEntries, unseen } from './print.js';
import { isList, isMap, type KubeMap, type KubeTree } from './tree.js';

/** Plain words that YAML 1.1 or 1.2 reads as something else than text. */
const otherThanText: readonly RegExp[] = [
  /^(?:y|n|yes|no|on|off|true|false|null|~|<<|=)?$/i,
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|\d[\d_]*)$/i,
  /^[-+]?(?:\.\d[\d_]*|\d[\d_]*(?:\.[\d_]*)?)(?:e[-+]?\d+)?$/i,
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^[-+]?\.(?:inf|nan)$/i,
  /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt\s])/,
];

/** Text that cannot stand without quotes: its beginning, its end, or `: ` and ` #` in it mean something. */
const needsQuotes = /^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^(?:---|\.\.\.)|^\s|\s$|:(?:\s|$)|\s#/;

const namedEscapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

function escaped(character: string): string {
  const named = namedEscapes[character];
  if (named !== undefined) return named;
  const codePoint = character.codePointAt(0) ?? 0;
  const hex = codePoint.toString(16).toUpperCase();
  if (codePoint < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return codePoint < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const doubleQuoted = (text: string): string =>
  `"${text.replace(/["\\]/g, escaped).replace(unseen, escaped)}"`;

const hasUnseen = (text: string): boolean => text.search(unseen) >= 0;

/** Text on one line, in the lightest form that reads back as itself. */
function lineText(text: string): string {
  if (hasUnseen(text) || otherThanText.some((pattern) => pattern.test(text))) return doubleQuoted(text);
  return needsQuotes.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}

/** Lines as they are; blanks before a line end could not be seen, so there it is quoted instead. */
function isBlock(text: string): boolean {
  return text.includes('\n') && !/ (?:\n|$)/.test(text) && !hasUnseen(text.replaceAll('\n', ''));
}

/** What `|` needs beside it: how far a first line is indented of itself, and what ends the text. */
function blockHeader(text: string): string {
  const indicator = /^[ \n]/.test(text) ? '2' : '';
  const breaks = /\n*$/.exec(text)?.[0].length ?? 0;
  const isAllBreaks = breaks === text.length;
  const ending = breaks === 0 ? '-' : breaks === 1 && !isAllBreaks ? '' : '+';
  return `|${indicator}${ending}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  // YAML 1.1 takes an exponent for part of a number only after a decimal point.
  return Object.is(value, -0) ? '-0' : String(value).replace(/^(-?\d+)e/, '$1.0e');
}

function scalarText(value: KubeTree): string {
  if (typeof value === 'string') return lineText(value);
  if (typeof value === 'number') return numberText(value);
  if (isMap(value)) return '{}';
  return isList(value) ? '[]' : String(value);
}

class Printer {
  readonly lines = new Lines();

  /** `lead` stands before the first name: its indentation, or the dash of the list it is an item of. */
  map(map: KubeMap, indent: number, lead: string): void {
    let before = lead;
    for (const [name, value] of sortedEntries(map)) {
      const head = `${before}${lineText(name)}:`;
      before = indentation(indent);
      if (isMap(value) && value.size > 0) {
        this.lines.add(head);
        this.map(value, indent + 2, indentation(indent + 2));
      } else if (isList(value) && value.length > 0) {
        this.lines.add(head);
        this.list(value, indent, before);
      } else {
        this.scalar(`${head} `, value, indent);
      }
    }
  }

  /** Items stand as deep as the name of their list. */
  list(items: readonly KubeTree[], indent: number, lead: string): void {
    let before = lead;
    for (const item of items) {
      const head = `${before}- `;
      before = indentation(indent);
      if (isMap(item) && item.size > 0) this.map(item, indent + 2, head);
      else if (isList(item) && item.length > 0) this.list(item, indent + 2, head);
      else this.scalar(head, item, indent);
    }
  }

  scalar(head: string, value: KubeTree, indent: number): void {
    if (typeof value !== 'string' || !isBlock(value)) {
      this.lines.add(`${head}${scalarText(value)}`);
      return;
    }
    this.lines.add(`${head}${blockHeader(value)}`);
    const inner = indentation(indent + 2);
    const content = value.endsWith('\n') ? value.slice(0, -1) : value;
    for (const line of content.split('\n')) this.lines.add(line === '' ? '' : `${inner}${line}`);
  }
}

/**
 * YAML as `kubectl get -o yaml` prints it: names in order, texts of several lines as blocks, quotes only
 * where they are needed. Safe on a terminal: what a terminal would obey or hide is escaped.
 * @throws TooLargeError
 */
export function yamlText(tree: KubeTree): string {
  const printer = new Printer();
  if (isMap(tree) && tree.size > 0) printer.map(tree, 0, '');
  else if (isList(tree) && tree.length > 0) printer.list(tree, 0, '');
  else printer.scalar('', tree, 0);
  return printer.lines.text();
}
