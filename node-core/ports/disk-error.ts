/** The system's code of a failed call, such as `ENOSPC`; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A sync that failed: the kernel takes the pages for clean from now on, whatever is on the medium. */
export class SyncFailedError extends Error {
  override readonly name = 'SyncFailedError';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Lets a sync fail as what it is. */
export async function asSync(sync: Promise<void>): Promise<void> {
  try {
    await sync;
  } catch (error) {
    throw new SyncFailedError(error);
  }
}
