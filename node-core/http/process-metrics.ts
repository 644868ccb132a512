import { performance } from 'node:perf_hooks';
import { counter, gauge, type Metric } from './exposition.js';
import { openFileCount, processFileLimit, virtualMemoryBytes } from './process-files.js';

/** What Prometheus's client libraries tell of every process, and what etcd adds of its open files. */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  return [
    counter(
      'process_cpu_seconds_total',
      'Total user and system CPU time spent in seconds.',
      (user + system) / 1e6,
    ),
    gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', process.memoryUsage.rss()),
    gauge(
      'process_start_time_seconds',
      'Start time of the process since unix epoch in seconds.',
      performance.timeOrigin / 1_000,
    ),
    ...known('process_open_fds', 'Number of open file descriptors.', openFileCount()),
    ...known('process_max_fds', 'Maximum number of open file descriptors.', processFileLimit()),
    ...known('process_virtual_memory_bytes', 'Virtual memory size in bytes.', virtualMemoryBytes()),
    ...known('os_fd_used', 'The number of used file descriptors.', openFileCount()),
    ...known('os_fd_limit', 'The file descriptor limit.', processFileLimit()),
  ];
}

function known(name: string, help: string, value: number | undefined): Metric[] {
  return value === undefined ? [] : [gauge(name, help, value)];
}
