/** JSON as lines, without taking it apart: numbers of any size, order and doubled names stay as they are. */

/** Past the string that begins at `start`. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

export type JsonTokenKind = 'name' | 'string' | 'number' | 'word' | 'punctuation' | 'space';

export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
}

const linePattern =
  /(?<name>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*"?)|(?<number>-?\d[\d.eE+-]*)|(?<word>\w+)|(?<punctuation>[{}[\],:]+)|(?<space>\s+)|(?<other>.)/gu;

const kinds = ['name', 'string', 'number', 'word', 'punctuation', 'space'] as const;

/** What a line of pretty JSON is made of; joined, the tokens are the line. */
export function jsonTokens(line: string): readonly JsonToken[] {
  return Array.from(line.matchAll(linePattern), (match) => ({
    kind: kinds.find((kind) => match.groups?.[kind] !== undefined) ?? 'word',
    text: match[0],
  }));
}
