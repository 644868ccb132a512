import type { KubeValue } from './describe.js';
import type { RegistryKey } from './registry-key.js';

export type KubectlVerb = 'get' | 'edit' | 'delete';

const plainName = /^[a-z0-9][\w.:-]*$/iu;

/** As a shell takes it for one word. A name that begins with a dash would be taken for a flag. */
function shellWord(word: string): string {
  return plainName.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** What `kubectl` calls the kind: by the object where it is known, for a path may be named otherwise. */
function resourceWord({ resource }: RegistryKey, value: KubeValue | undefined): string {
  const isBuiltIn = !resource.includes('.');
  return value?.kind === 'object' && isBuiltIn ? value.objectKind.toLowerCase() : resource;
}

/**
 * The command that does the same by way of the API server, such as `kubectl edit pod web-1 -n default`.
 * Names may be hostile: make it safe before it is shown.
 */
export function kubectlLine(
  verb: KubectlVerb,
  key: RegistryKey,
  value: KubeValue | undefined,
  output?: 'yaml' | 'json',
): string {
  const words = ['kubectl', verb, resourceWord(key, value), shellWord(key.name)];
  const namespace = key.namespace === undefined ? [] : ['-n', shellWord(key.namespace)];
  return [...words, ...namespace, ...(output === undefined ? [] : ['-o', output])].join(' ');
}
