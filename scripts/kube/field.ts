/** How often a field may occur, and so how Go holds it: one value, a slice, or a map with string keys. */
export type Shape = 'one' | 'list' | 'map';

/** What is known of a field of a message. */
export interface Field {
  readonly number: number;
  /** As JSON spells it; for inline fields the name in protobuf, which nobody sees. */
  readonly name: string;
  readonly shape: Shape;
  /** A protobuf scalar, or a message as `<package>/<Message>`; of a map, its values. */
  readonly type: string;
  readonly isPointer: boolean;
  readonly omitsEmpty: boolean;
  readonly isInline: boolean;
  /** Not in every release that has its message. */
  readonly isPartial: boolean;
}

/** Messages by `<package>/<Message>`, such as `core.v1/Pod`; fields by number. */
export type Messages = Map<string, Map<number, Field>>;
