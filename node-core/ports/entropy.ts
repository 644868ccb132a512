/** The only source of randomness in node-core, so that a simulation replays from a seed. */
export interface Entropy {
  /** A whole number in `[0, limit)`; `limit` is at most 2^32. */
  below(limit: number): number;
  bytes(length: number): Uint8Array;
}
