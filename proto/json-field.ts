/** A field of a message, as the generated tables have it. */
export interface JsonField {
  readonly protoName: string;
  /** In the message's TypeScript. */
  readonly name: string;
  readonly kind: string;
  /** Of the message or enum. */
  readonly type?: string;
  readonly repeated?: true;
  readonly oneof?: string;
  /** A 64-bit field whose values are numbers, not bigints. */
  readonly asNumber?: true;
}
