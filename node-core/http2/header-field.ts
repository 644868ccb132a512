/** A field of a request, judged once when it is decoded: the same few come again and again. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** As HPACK and SETTINGS_MAX_HEADER_LIST_SIZE count it (RFC 7541 §4.1). */
  readonly byteLength: number;
  /** A request with such a field is malformed (RFC 9113 §8.2). */
  readonly isMalformed: boolean;
  /** By its name, gRPC's way to send bytes: the value should be base64. */
  readonly isBinary: boolean;
}

const overheadBytes = 32;
const pseudoNames: ReadonlySet<string> = new Set([':method', ':scheme', ':authority', ':path']);
/** Fields of HTTP/1 connections (§8.2.2). */
const connectionNames: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
/** Visible ASCII without capitals and without the colon (§8.2.1). */
const namePattern = /^[!-9;-@[-~]+$/;
/** The standard forbids NUL and the ends of a line, Go's servers every control character but the tab. */
const valueFlaw = /[\0-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$/;

/** @param name and value as they came: one character for each byte. */
export function headerField(name: string, value: string): HeaderField {
  return {
    name,
    value,
    byteLength: name.length + value.length + overheadBytes,
    isMalformed: !isName(name) || valueFlaw.test(value) || (name === 'te' && value !== 'trailers'),
    isBinary: name.endsWith('-bin'),
  };
}

export function isPseudo(field: HeaderField): boolean {
  return field.name.charCodeAt(0) === 0x3a;
}

function isName(name: string): boolean {
  return pseudoNames.has(name) || (namePattern.test(name) && !connectionNames.has(name));
}
