import type { Clock } from '../ports/clock.js';
import type { Disk, DiskFile } from '../ports/disk.js';
import type { Histogram } from './histogram.js';

/** A disk that notes how long each sync takes. */
export function measureSyncs(disk: Disk, clock: Clock, durations: Histogram): Disk {
  return {
    ...disk,
    open: async (path, mode) => measureFile(await disk.open(path, mode), clock, durations),
  };
}

function measureFile(file: DiskFile, clock: Clock, durations: Histogram): DiskFile {
  return {
    size: () => file.size(),
    read: (offset, length) => file.read(offset, length),
    write: (offset, bytes) => file.write(offset, bytes),
    allocate: (length) => file.allocate(length),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
    async sync() {
      const startMs = clock.monotonicMs();
      await file.sync();
      durations.observeMs(clock.monotonicMs() - startMs);
    },
  };
}
