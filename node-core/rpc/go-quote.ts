const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a header's value, one character for each byte, says as UTF-8; what is none becomes U+FFFD. */
export function headerText(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

/**
 * A header's value, one character for each byte, in quotes as Go's `%q` prints it: grpc-go's messages have such.
 * Where a part is no UTF-8, every byte above ASCII is shown as a number.
 */
export function goQuote(value: string): string {
  const text = utf8Of(value);
  const show = text === undefined ? shownByte : shownCharacter;
  let quoted = '';
  for (const character of text ?? value) {
    quoted += shortEscapes[character] ?? show(character, character.codePointAt(0) ?? 0);
  }
  return `"${quoted}"`;
}

function utf8Of(value: string): string | undefined {
  try {
    return strictUtf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return undefined;
  }
}

function shownByte(character: string, code: number): string {
  return code < 0x20 || code >= 0x7f ? `\\x${hex(code, 2)}` : character;
}

function shownCharacter(character: string, code: number): string {
  if (code < 0x80) {
    return shownByte(character, code);
  }
  if (printable.test(character)) {
    return character;
  }
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
