import { posix } from 'node:path';
import type { Disk, DiskFile } from './disk.js';
import { asSync } from './disk-error.js';
import type { Entropy } from './entropy.js';
import { SimulatedMedium, sectorBytes } from './simulated-medium.js';
import { SimulatedNames } from './simulated-names.js';

export type DiskOperation = keyof Disk | keyof DiskFile;

/** An error that an operation ends with. */
export interface DiskFault {
  /** Such as `ENOSPC` or `EIO`. */
  readonly code: string;
  /**
   * How much a write has written before it; 0 unless given. Less where that is not the end of a sector: a
   * disk writes whole ones, so a write that fails half way ends between two.
   */
  readonly writtenBytes?: number;
}

interface Step<T> {
  readonly operation: DiskOperation;
  readonly path: string;
  /** The boot that the file was opened in; the current one for operations on paths. */
  readonly boot: number;
  readonly effect: () => T;
  /** What has happened when a fault ends the operation. */
  readonly partial?: (fault: DiskFault) => void;
}

/**
 * A disk in memory whose power can fail. What was not synced is then lost, kept or torn, as the entropy
 * says; a name that no directory sync confirmed may be lost too, whatever was synced of the file.
 */
export class SimulatedDisk implements Disk {
  /** Asked before each operation. */
  faults: ((operation: DiskOperation, path: string) => DiskFault | undefined) | undefined;
  readonly #entropy: Entropy;
  readonly #directories = new Set<string>(['/']);
  readonly #names = new SimulatedNames();
  #powered = true;
  /** Grows with each power cut; files opened before one are dead. */
  #boot = 0;
  #operationsToCut: number | undefined;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Every operation fails from now on, until `restart`. */
  cutPower(): void {
    this.#powered = false;
    this.#boot += 1;
    this.#operationsToCut = undefined;
    this.#names.cutPower(this.#entropy);
  }

  /** Cuts the power in the middle of the nth operation from now, counted from 1. */
  cutPowerAt(operation: number): void {
    this.#operationsToCut = operation;
  }

  restart(): void {
    this.#powered = true;
    this.#operationsToCut = undefined;
  }

  makeDirectory(path: string): Promise<void> {
    return this.#onPath('makeDirectory', path, () => {
      for (let made = path; !this.#directories.has(made); made = posix.dirname(made)) {
        this.#directories.add(made);
      }
    });
  }

  list(path: string): Promise<string[]> {
    return this.#onPath('list', path, () =>
      [...this.#names.paths(), ...this.#directories]
        .filter((each) => each !== '/' && posix.dirname(each) === path)
        .map((each) => posix.basename(each))
        .sort(),
    );
  }

  open(path: string, mode: 'read' | 'read-write' | 'create'): Promise<DiskFile> {
    return this.#onPath('open', path, () => {
      const medium = mode === 'create' ? this.#emptyFile(path) : this.#existing(path);
      return this.#file(path, medium, mode !== 'read');
    });
  }

  readAll(path: string): Promise<Uint8Array> {
    return this.#onPath('readAll', path, () => {
      const medium = this.#existing(path);
      return medium.read(0, medium.size);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#onPath('rename', from, () =>
      this.#names.change([from, undefined], [to, this.#existing(from)]),
    );
  }

  remove(path: string): Promise<void> {
    return this.#onPath('remove', path, () => {
      this.#existing(path);
      this.#names.change([path, undefined]);
    });
  }

  syncDirectory(path: string): Promise<void> {
    return this.#onPath('syncDirectory', path, () => this.#names.syncDirectory(path));
  }

  #existing(path: string): SimulatedMedium {
    return this.#names.get(path) ?? fail('ENOENT', `no such file or directory, '${path}'`);
  }

  #emptyFile(path: string): SimulatedMedium {
    const found = this.#names.get(path);
    if (found !== undefined) {
      found.resize(0);
      return found;
    }
    if (!this.#directories.has(posix.dirname(path))) {
      fail('ENOENT', `no such file or directory, '${path}'`);
    }
    const made = new SimulatedMedium();
    this.#names.change([path, made]);
    return made;
  }

  #file(path: string, medium: SimulatedMedium, writable: boolean): DiskFile {
    const boot = this.#boot;
    const on = <T>(
      operation: keyof DiskFile,
      effect: () => T,
      partial: (fault: DiskFault) => void = () => {},
    ) => this.#perform({ operation, path, boot, effect, partial });
    const requireWritable = (length: number) =>
      writable ? length : fail('EBADF', `bad file descriptor, '${path}'`);
    const write = (offset: number, bytes: Uint8Array) => {
      const given = bytes.slice();
      const put = (length: number) => medium.write(offset, given.subarray(0, length));
      return on(
        'write',
        () => put(requireWritable(given.length)),
        ({ writtenBytes = 0 }) => put(wholeSectors(offset, Math.min(writtenBytes, given.length))),
      );
    };
    const sync = () =>
      on(
        'sync',
        () => medium.sync(),
        () => medium.failSync(this.#entropy),
      );
    return {
      size: () => on('size', () => medium.size),
      read: (offset, length) => on('read', () => medium.read(offset, length)),
      write,
      sync,
      // Its two halves, each of which can fail or be where the power goes.
      writeSynced: async (offset, bytes) => {
        await write(offset, bytes);
        await asSync(sync());
      },
      allocate: (length) =>
        on('allocate', () => medium.resize(requireWritable(Math.max(medium.size, length)))),
      truncate: (length) => on('truncate', () => medium.resize(requireWritable(length))),
      close: () => on('close', () => undefined),
    };
  }

  #onPath<T>(operation: keyof Disk, path: string, effect: () => T): Promise<T> {
    return this.#perform({ operation, path, boot: this.#boot, effect });
  }

  /**
   * Runs an operation on a later turn, so that callers cannot count on it being instant. The power goes
   * before the effect of a sync and after that of anything else: unsynced, it may be kept or lost as well.
   */
  async #perform<T>({ operation, path, boot, effect, partial }: Step<T>): Promise<T> {
    await Promise.resolve();
    this.#requirePower(boot);
    const fault = this.faults?.(operation, path);
    if (fault !== undefined) {
      partial?.(fault);
      fail(fault.code, `${operation} failed, '${path}'`);
    }
    const powerGoes = this.#countDown();
    if (powerGoes && (operation === 'sync' || operation === 'syncDirectory')) {
      this.cutPower();
    }
    this.#requirePower(boot);
    const result = effect();
    if (powerGoes) {
      this.cutPower();
    }
    this.#requirePower(boot);
    return result;
  }

  #countDown(): boolean {
    if (this.#operationsToCut === undefined) {
      return false;
    }
    this.#operationsToCut -= 1;
    return this.#operationsToCut === 0;
  }

  #requirePower(boot: number): void {
    if (!this.#powered || boot !== this.#boot) {
      fail('EIO', 'the power was cut');
    }
  }
}

/** @returns how much of a write of `length` bytes is there when it ends between two sectors */
function wholeSectors(offset: number, length: number): number {
  return Math.max(0, length - ((offset + length) % sectorBytes));
}

function fail(code: string, what: string): never {
  throw Object.assign(new Error(`${code}: ${what}`), { code });
}
