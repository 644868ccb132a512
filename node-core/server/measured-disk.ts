import type { Clock } from '../ports/clock.js';
import type { Disk, DiskFile } from '../ports/disk.js';
import type { Activity } from './activity.js';
import type { Histogram } from './histogram.js';

/** A disk that notes how long each sync takes, with the write that it may be one step with, and how much is written. */
export function measureDisk(disk: Disk, clock: Clock, durations: Histogram, activity: Activity): Disk {
  return {
    makeDirectory: (path) => disk.makeDirectory(path),
    list: (path) => disk.list(path),
    readAll: (path) => disk.readAll(path),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncDirectory: (path) => disk.syncDirectory(path),
    open: async (path, mode) => measureFile(await disk.open(path, mode), clock, durations, activity),
  };
}

function measureFile(file: DiskFile, clock: Clock, durations: Histogram, activity: Activity): DiskFile {
  return {
    size: () => file.size(),
    read: (offset, length) => file.read(offset, length),
    write: (offset, bytes) => {
      activity.walWriteBytes += bytes.length;
      return file.write(offset, bytes);
    },
    allocate: (length) => file.allocate(length),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
    async sync() {
      const startMs = clock.monotonicMs();
      await file.sync();
      durations.observeMs(clock.monotonicMs() - startMs);
    },
    async writeSynced(offset, bytes) {
      activity.walWriteBytes += bytes.length;
      const startMs = clock.monotonicMs();
      await file.writeSynced(offset, bytes);
      durations.observeMs(clock.monotonicMs() - startMs);
    },
  };
}
