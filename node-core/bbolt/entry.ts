/** A key with its value. The arrays are never changed once they are part of an entry. */
export interface DatabaseEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}
