import { readdirSync, readFileSync } from 'node:fs';

/** User and system time a process has used so far, in seconds (Linux: clock ticks of 1/100 s). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** As `cpuSeconds`, to the nanosecond, of the threads that a process has now (Linux): for what hardly uses any. */
export function threadSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = threads.map((id) =>
    Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]),
  );
  return used.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}

/** Bytes a process has written so far to files and sockets (Linux): what an idle server wrote, it answered. */
export function bytesWritten(pid: number): number {
  return Number(/^wchar: (\d+)/mu.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

export interface MemoryUse {
  /** All pages in memory: the next two together. Bytes. */
  readonly residentBytes: number;
  /** The process's own: heaps and stacks. */
  readonly anonymousBytes: number;
  /** Of mapped files, which the kernel can drop and read again: programs, and databases that are mapped. */
  readonly fileBytes: number;
}

/** Memory of a process (Linux). */
export function memoryUse(pid: number): MemoryUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? 0) * 1024;
  return {
    residentBytes: bytes('VmRSS'),
    anonymousBytes: bytes('RssAnon'),
    fileBytes: bytes('RssFile'),
  };
}
