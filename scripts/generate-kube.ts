/**
 * Writes `source/kube/facts.ts`: which number, JSON name, type and presence rule each field of each
 * Kubernetes message has, over all releases that `kube/releases.ts` lists. Needs Go and its module proxy
 * (the published types are downloaded into Go's module cache); building etcdscope needs neither.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { factsModule } from './kube/facts-module.js';
import type { Messages } from './kube/field.js';
import { type GoPackage, readPackages } from './kube/go-module.js';
import { groupName } from './kube/go-structs.js';
import { pack } from './kube/pack.js';
import { readMessages } from './kube/read-package.js';
import { modules, presenceRelease, releases } from './kube/releases.js';
import { addRelease, presenceOf } from './kube/union.js';

const union: Messages = new Map();
const groups = new Map<string, string>();
let presence: Messages = new Map();

/** `rbac.authorization.k8s.io` → `rbac`: what the packages of an API group are called, without version. */
function addGroups(packages: readonly GoPackage[]): void {
  for (const { name, goFiles } of packages) {
    const group = goFiles.map(groupName).find((found) => found !== undefined);
    if (group !== undefined) {
      groups.set(group, name.replace(/\.v\w+$/u, ''));
    }
  }
}

for (const release of releases) {
  const packages = modules.flatMap((module) => readPackages(module, release));
  const messages = readMessages(packages);
  addRelease(union, messages);
  addGroups(packages);
  if (release === presenceRelease) {
    presence = messages;
  }
}
presenceOf(presence, union);
const packed = pack(union);
const file = fileURLToPath(new URL('../source/kube/facts.ts', import.meta.url));
writeFileSync(file, factsModule(packed, groups));
const characters = [...packed.values()].reduce((sum, text) => sum + text.length, 0);
console.log(`${union.size} messages in ${packed.size} packages, ${characters} characters`);
