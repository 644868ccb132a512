const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Bytes as the text they are; undefined unless they are UTF-8 without control characters other than line ends and tabs. */
export function plainText(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return control.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
