import type { KubeObject } from './describe.js';
import { isMap, type KubeMap, type KubeTree } from './tree.js';

/** Where `kubectl apply` keeps a copy of all it was given. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=*$/, '').length * 3) / 4);
}

const textBytes = (text: string): number => Buffer.byteLength(text);

/** A value is hidden, its size is not: an empty or cut one is often what is looked for. */
function masked(value: KubeTree, size: (text: string) => number): KubeTree {
  return typeof value === 'string' ? `(masked, ${size(value)} bytes)` : '(masked)';
}

/** A value of `data`. */
export const maskedBase64 = (value: KubeTree): KubeTree => masked(value, bytesOf);

/** A value of `stringData`, or of an annotation. */
export const maskedText = (value: KubeTree): KubeTree => masked(value, textBytes);

function maskedMembers(map: KubeTree | undefined, size: (text: string) => number): KubeTree | undefined {
  if (!isMap(map)) return map;
  return new Map(Array.from(map, ([name, value]) => [name, masked(value, size)]));
}

/** `tree` with a member changed; without it where there is none. */
function withMember(tree: KubeMap, name: string, change: (value: KubeTree) => KubeTree | undefined): KubeMap {
  const value = tree.get(name);
  const changed = value === undefined ? undefined : change(value);
  return changed === undefined ? tree : new Map([...tree, [name, changed]]);
}

function maskedMetadata(metadata: KubeTree): KubeTree {
  if (!isMap(metadata)) return metadata;
  return withMember(metadata, 'annotations', (annotations) =>
    isMap(annotations)
      ? withMember(annotations, lastApplied, (value) => masked(value, textBytes))
      : annotations,
  );
}

function maskedSecret(secret: KubeMap): KubeMap {
  const data = withMember(secret, 'data', (value) => maskedMembers(value, bytesOf));
  const stringData = withMember(data, 'stringData', (value) => maskedMembers(value, textBytes));
  return withMember(stringData, 'metadata', maskedMetadata);
}

/** True for objects that hold what only few should see. */
export function isSecret({ objectKind }: Pick<KubeObject, 'objectKind'>): boolean {
  return objectKind === 'Secret' || objectKind === 'SecretList';
}

/** The object with the values of Secrets hidden, in its last applied configuration too. */
export function withoutSecrets(object: KubeObject): KubeObject {
  if (!isSecret(object)) return object;
  const { tree } = object;
  if (object.objectKind === 'Secret') return { ...object, tree: maskedSecret(tree) };
  const hide = (items: KubeTree): KubeTree =>
    Array.isArray(items) ? items.map((item: KubeTree) => (isMap(item) ? maskedSecret(item) : item)) : items;
  return { ...object, tree: withMember(tree, 'items', hide) };
}
