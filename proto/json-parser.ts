/** JSON with the places where its values stand, and what is wrong with it in the words of Go's `encoding/json`. */

interface Place {
  /** Offset in the text. */
  readonly at: number;
}

export type JsonNode =
  | (Place & { readonly kind: 'literal'; readonly value: null | boolean })
  /** A number is kept as it stands: a double would lose digits of a 64-bit id. */
  | (Place & { readonly kind: 'number'; readonly text: string })
  | JsonText
  | (Place & { readonly kind: 'array'; readonly items: readonly JsonNode[] })
  | (Place & { readonly kind: 'object'; readonly members: readonly JsonMember[] });

export interface JsonText extends Place {
  readonly kind: 'string';
  readonly value: string;
  /** With its quotes and escapes. */
  readonly source: string;
}

export interface JsonMember {
  readonly name: JsonText;
  readonly value: JsonNode;
}

/** Far deeper than any message; etcd's bound is ten times that. */
const deepest = 1_000;

const literals = { true: true, false: false, null: null } as const;
const space = /[ \t\n\r]*/y;
const plainText = /[^"\\\0-\x1f]*/y;

/** @throws SyntaxError in the words of Go */
export function parseJson(text: string): JsonNode {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonNode {
    const value = this.#value();
    this.#skipSpace();
    return this.#at === this.#text.length ? value : this.#unexpected('after top-level value');
  }

  #value(): JsonNode {
    this.#skipSpace();
    const sign = this.#text[this.#at];
    switch (sign) {
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case 't':
        return this.#literal('true');
      case 'f':
        return this.#literal('false');
      case 'n':
        return this.#literal('null');
      default:
        return sign !== undefined && /[-\d]/.test(sign)
          ? this.#number()
          : this.#unexpected('looking for beginning of value');
    }
  }

  #nested(parse: () => JsonNode): JsonNode {
    this.#depth += 1;
    if (this.#depth > deepest) {
      return this.#unexpected('exceeded max depth');
    }
    const node = parse();
    this.#depth -= 1;
    return node;
  }

  #object(): JsonNode {
    const at = this.#at;
    const members: JsonMember[] = [];
    this.#at += 1;
    if (this.#takes('}')) {
      return { kind: 'object', at, members };
    }
    do {
      members.push(this.#member());
    } while (this.#goesOn('}', 'after object key:value pair'));
    return { kind: 'object', at, members };
  }

  #member(): JsonMember {
    this.#skipSpace();
    if (this.#text[this.#at] !== '"') {
      return this.#unexpected('looking for beginning of object key string');
    }
    const name = this.#string();
    if (!this.#takes(':')) {
      return this.#unexpected('after object key');
    }
    return { name, value: this.#value() };
  }

  #array(): JsonNode {
    const at = this.#at;
    const items: JsonNode[] = [];
    this.#at += 1;
    if (this.#takes(']')) {
      return { kind: 'array', at, items };
    }
    do {
      items.push(this.#value());
    } while (this.#goesOn(']', 'after array element'));
    return { kind: 'array', at, items };
  }

  /** @returns false at the end of a list */
  #goesOn(end: string, context: string): boolean {
    if (this.#takes(',')) {
      return true;
    }
    return this.#takes(end) ? false : this.#unexpected(context);
  }

  #string(): JsonText {
    const at = this.#at;
    this.#at += 1;
    for (;;) {
      this.#skip(plainText);
      const sign = this.#text[this.#at];
      if (sign === '"') {
        this.#at += 1;
        const source = this.#text.slice(at, this.#at);
        return { kind: 'string', at, value: JSON.parse(source) as string, source };
      }
      if (sign !== '\\') {
        return this.#unexpected('in string literal');
      }
      this.#escape();
    }
  }

  #escape(): void {
    this.#at += 1;
    const sign = this.#text[this.#at] ?? '';
    if (!/^["\\/bfnrtu]$/.test(sign)) {
      this.#unexpected('in string escape code');
    }
    this.#at += 1;
    for (let left = sign === 'u' ? 4 : 0; left > 0; left -= 1) {
      if (!/[\dA-Fa-f]/.test(this.#text[this.#at] ?? '')) {
        this.#unexpected('in \\u hexadecimal character escape');
      }
      this.#at += 1;
    }
  }

  #number(): JsonNode {
    const at = this.#at;
    this.#at += this.#text[at] === '-' ? 1 : 0;
    if (this.#text[this.#at] === '0') {
      this.#at += 1;
    } else {
      this.#digits('in numeric literal');
    }
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
      this.#digits('after decimal point in numeric literal');
    }
    if (/[eE]/.test(this.#text[this.#at] ?? '')) {
      this.#at += /[+-]/.test(this.#text[this.#at + 1] ?? '') ? 2 : 1;
      this.#digits('in exponent of numeric literal');
    }
    return { kind: 'number', at, text: this.#text.slice(at, this.#at) };
  }

  #digits(context: string): void {
    const from = this.#at;
    this.#skip(/\d*/y);
    if (this.#at === from) {
      this.#unexpected(context);
    }
  }

  #literal(word: keyof typeof literals): JsonNode {
    const at = this.#at;
    for (const letter of word) {
      if (this.#text[this.#at] !== letter) {
        return this.#unexpected(`in literal ${word} (expecting '${letter}')`);
      }
      this.#at += 1;
    }
    return { kind: 'literal', at, value: literals[word] };
  }

  #takes(sign: string): boolean {
    this.#skipSpace();
    const isThere = this.#text[this.#at] === sign;
    this.#at += isThere ? 1 : 0;
    return isThere;
  }

  #skipSpace(): void {
    this.#skip(space);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
  }

  #unexpected(context: string): never {
    const sign = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    throw new SyntaxError(
      this.#at >= this.#text.length ? 'unexpected EOF' : `invalid character ${quoted(sign)} ${context}`,
    );
  }
}

/** Go shows the first byte of a character, as if it were one. */
function quoted(character: string): string {
  if (character === "'") {
    return "'\\''";
  }
  if (character === '"') {
    return "'\"'";
  }
  const byte = Buffer.from(character)[0] ?? 0;
  if (byte >= 0x20 && byte !== 0x7f && (byte < 0x80 || byte >= 0xa1) && byte !== 0xad) {
    return `'${byte === 0x5c ? '\\\\' : String.fromCharCode(byte)}'`;
  }
  return `'${shortEscapes[byte] ?? (byte < 0x80 ? `\\x${hex(byte, 2)}` : `\\u${hex(byte, 4)}`)}'`;
}

const shortEscapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

function hex(byte: number, digits: number): string {
  return byte.toString(16).padStart(digits, '0');
}
