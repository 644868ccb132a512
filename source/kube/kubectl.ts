import type { KubeObject } from './describe.js';
import { kubectlKind } from './kind-path.js';
import { unseen } from './print.js';
import { isBook } from './registry-children.js';
import type { RegistryKey } from './registry-key.js';

export type KubectlVerb = 'get' | 'edit' | 'delete';

const plainName = /^[a-z0-9][\w.:-]*$/iu;

/** As a shell takes it for one word. */
function shellWord(word: string): string {
  return plainName.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** No API server takes such a name: it would be read as a flag, or act on the terminal it is pasted to. */
function isNoName(name: string): boolean {
  return name === '' || name.startsWith('-') || name.search(unseen) >= 0;
}

export type ObjectType = Pick<KubeObject, 'apiVersion' | 'objectKind'>;

/** What `kubectl` calls the kind: by the object where it is known, for a path may be named otherwise. */
function resourceWord({ resource }: RegistryKey, object: ObjectType | undefined): string {
  const isBuiltIn = !resource.includes('.');
  return object !== undefined && isBuiltIn ? kubectlKind(object.apiVersion, object.objectKind) : resource;
}

/**
 * The command that does the same by way of the API server, such as `kubectl -n default edit pod web-1`;
 * undefined where it has no word for it. Names may be hostile: make it safe before it is shown.
 */
export function kubectlLine(
  verb: KubectlVerb,
  key: RegistryKey,
  object: ObjectType | undefined,
  flags: readonly string[] = [],
): string | undefined {
  const resource = resourceWord(key, object);
  const names = [resource, key.name, ...(key.namespace === undefined ? [] : [key.namespace])];
  if (isBook(key.resource) || names.some(isNoName)) return undefined;
  const namespace = key.namespace === undefined ? [] : ['-n', shellWord(key.namespace)];
  return ['kubectl', ...namespace, verb, shellWord(resource), shellWord(key.name), ...flags].join(' ');
}
