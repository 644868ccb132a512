/** The file operations node-core uses; paths are absolute. Errors are Node's `ErrnoException`s. */
export interface Disk {
  makeDirectory(path: string): Promise<void>;
  /** File names in a directory, sorted; a directory that is not there counts as empty. */
  list(path: string): Promise<string[]>;
  open(path: string, mode: 'read' | 'read-write' | 'create'): Promise<DiskFile>;
  readAll(path: string): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
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
  /** Reserves space, filled with zeros, so that later syncs need no metadata. */
  allocate(length: number): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}
