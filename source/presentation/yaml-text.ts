/** A piece of a line of YAML; `name` is a member's, with its colon. */
export interface YamlToken {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'punctuation' | 'space' | 'comment';
  readonly text: string;
}

/** `  - name: value`: indentation, dashes, a name with its colon, and what follows. */
const linePattern =
  /^(?<space> *)(?<punctuation>(?:- )*(?:-$)?)(?<name>(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#|>][^:#]*(?::[^\s:][^:#]*)*):(?= |$))?(?<value>.*)$/u;

const number = /^-?\d[\d.]*(?:e[-+]?\d+)?$/iu;

function valueKind(value: string): YamlToken['kind'] {
  const text = value.trim();
  if (number.test(text)) return 'number';
  if (/^(?:true|false|null)$/u.test(text)) return 'word';
  return /^(?:\{\}|\[\]|\|[-+2]*)$/u.test(text) ? 'punctuation' : 'string';
}

/**
 * What a line of YAML, as `kubectl` prints it, is made of; joined, the tokens are the line. A line inside a
 * text of several lines is taken for what it looks like.
 */
export function yamlTokens(line: string): readonly YamlToken[] {
  if (line.startsWith('#')) return [{ kind: 'comment', text: line }];
  const {
    space = '',
    punctuation = '',
    name = '',
    value = '',
  } = linePattern.exec(line)?.groups ?? { value: line };
  const tokens: readonly YamlToken[] = [
    { kind: 'space', text: space },
    { kind: 'punctuation', text: punctuation },
    { kind: 'name', text: name },
    { kind: valueKind(value), text: value },
  ];
  return tokens.filter(({ text }) => text !== '');
}
