/** The bytes of a string of one character each. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
