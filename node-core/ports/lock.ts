/** A claim on a data directory; the kernel drops it when the process ends, however it ends. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** Lets one process at a time work in a data directory. */
export interface DirectoryLocker {
  /**
   * @param directory an existing directory
   * @throws DirectoryLockedError when another process, or another holder in this one, has it
   */
  acquire(directory: string): Promise<DirectoryLock>;
}

export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
  readonly directory: string;
  /** As that process sees itself, which in a container is not how the host sees it. */
  readonly holderPid: number | undefined;

  constructor(directory: string, holderPid: number | undefined) {
    const holder = holderPid === undefined ? 'another process' : `process ${holderPid}`;
    super(
      `data directory ${directory} is in use by ${holder}: stop that one first, or use another --data-dir`,
    );
    this.directory = directory;
    this.holderPid = holderPid;
  }
}
