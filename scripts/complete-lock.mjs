/**
 * Adds to package-lock.json the optional platform packages that the registry in use did not offer
 * when the lock file was made. Without them `npm ci` refuses the lock file, and installs on those
 * platforms would miss their binaries. Run it after every change of dependencies.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el'];

const found = (names, name) =>
  names.find((candidate) => name.split('-').some((part) => part.startsWith(candidate)));

for (const [location, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${location}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    const suffix = name.slice(name.lastIndexOf('/') + 1);
    const system = found(systems, suffix);
    const processor = found(processors, suffix);
    if (location === '' || nested in lock.packages || hoisted in lock.packages || !system || !processor) {
      continue;
    }
    lock.packages[hoisted] = {
      version: version.replace(/^[\^~]/u, ''),
      cpu: [processor],
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [system],
    };
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
