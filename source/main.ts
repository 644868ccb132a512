#!/usr/bin/env node
/**
 * The program's entry. Nothing but what every Node has is loaded before the check, because newer syntax
 * and newer built-ins elsewhere would fail with a stack trace on an old one.
 */
import { loadPart } from './parts.js';

const oldestNode = 22;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(
    `etcdscope: needs Node ${oldestNode} or newer, this is ${process.versions.node}; install a newer Node and run it again\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = loadPart('cli', 'cli.mjs') as typeof import('./cli.js');
  // Everything is written by now; a handle that somebody forgot must not keep the terminal waiting.
  process.exit(await main(process.argv.slice(2)));
}
