/** The file operations node-core uses; paths are absolute. Errors are Node's `ErrnoException`s. */
export interface Disk {
  /** Makes the directory and those above it that are not there; they survive a power cut. */
  makeDirectory(path: string): Promise<void>;
  /** Names in a directory, sorted; a directory that is not there counts as empty. */
  list(path: string): Promise<string[]>;
  /** `read` and `read-write` want the file to be there; `create` makes it or empties it. */
  open(path: string, mode: 'read' | 'read-write' | 'create'): Promise<DiskFile>;
  readAll(path: string): Promise<Uint8Array>;
  /** Takes the place of a file that is at `to`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes one file. */
  remove(path: string): Promise<void>;
  /** Makes renames, creations and removals in a directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
}

export interface DiskFile {
  size(): Promise<number>;
  /** Bytes from `offset`; fewer than `length` only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** What was written before is on the medium when this resolves (fdatasync). */
  sync(): Promise<void>;
  /**
   * `write` and then `sync`, in one step where the system has one.
   * @throws SyncFailedError when the bytes were taken and nobody knows whether they are on the medium;
   *   otherwise what `write` throws
   */
  writeSynced(offset: number, bytes: Uint8Array): Promise<void>;
  /** Makes the file at least `length` long: real space, filled with zeros, so that later syncs need no metadata. */
  allocate(length: number): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}
