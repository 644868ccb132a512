import { performance } from 'node:perf_hooks';
import type { Metric } from './exposition.js';
import { openFileCount } from './process-files.js';

/** What Prometheus's client libraries tell of every process. */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  return [
    {
      type: 'counter',
      name: 'process_cpu_seconds_total',
      help: 'Total user and system CPU time spent in seconds.',
      value: (user + system) / 1e6,
    },
    {
      type: 'gauge',
      name: 'process_resident_memory_bytes',
      help: 'Resident memory size in bytes.',
      value: process.memoryUsage.rss(),
    },
    {
      type: 'gauge',
      name: 'process_start_time_seconds',
      help: 'Start time of the process since unix epoch in seconds.',
      value: performance.timeOrigin / 1_000,
    },
    ...openFiles(),
  ];
}

/** Only Linux tells them. */
function openFiles(): Metric[] {
  const value = openFileCount();
  return value === undefined
    ? []
    : [{ type: 'gauge', name: 'process_open_fds', help: 'Number of open file descriptors.', value }];
}
