import { processFileLimit } from './process-files.js';
import type { HttpReply } from './request.js';

/**
 * `/debug/vars` in expvar's form: the command line, the limit of open files, and memory under the names of Go's
 * runtime where Node has the same quantity.
 */
export function debugVariables(): HttpReply {
  const variables: [string, unknown][] = [
    ['cmdline', [process.argv0, ...process.execArgv, ...process.argv.slice(1)]],
    ['file_descriptor_limit', processFileLimit() ?? 0],
    ['memstats', memory()],
  ];
  const lines = variables.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: `{\n${lines.join(',\n')}\n}\n`,
  };
}

function memory(): Readonly<Record<string, number>> {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  return {
    Alloc: heapUsed,
    Sys: rss,
    HeapAlloc: heapUsed,
    HeapSys: heapTotal,
    HeapInuse: heapUsed,
    OtherSys: external,
  };
}
