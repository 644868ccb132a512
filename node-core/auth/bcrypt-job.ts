/** Work that a thread of its own does with bcrypt, and what came of it. */
export type BcryptJob =
  | {
      readonly kind: 'hash';
      readonly password: string;
      /** From 4 to 31. */
      readonly cost: number;
      /** 16 bytes. */
      readonly salt: Uint8Array;
    }
  | { readonly kind: 'compare'; readonly password: string; readonly hash: string };

export interface NumberedJob {
  readonly number: number;
  readonly job: BcryptJob;
}

/** The hash, or whether the password matches; undefined when there was nothing to match. */
export interface BcryptResult {
  readonly number: number;
  readonly hash?: string;
  readonly matches?: boolean;
}
