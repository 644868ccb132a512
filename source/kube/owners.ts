import { describeValue } from './describe.js';
import { groupOf, isBuiltInGroup, kindDirectory, pluralOf } from './kind-path.js';
import { at, type KubeTree, listAt, textAt } from './tree.js';

/** Who an object belongs to, as its metadata says: it goes when its owners are gone. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface Owners {
  /** The first of them; real objects have one or two. */
  readonly references: readonly OwnerReference[];
  /** How many there are, those included that are not in `references`. */
  readonly total: number;
}

/** Each is looked for under two keys, and etcd takes 128 questions in a transaction. */
const ownersMax = 20;

function referenceOf(tree: KubeTree): OwnerReference {
  const [apiVersion, kind, name, uid] = ['apiVersion', 'kind', 'name', 'uid'].map((each) =>
    textAt(tree, each),
  );
  return { apiVersion: apiVersion ?? '', kind: kind ?? '', name: name ?? '', uid: uid ?? '' };
}

/** The one that controls the object comes first, as it is the one that is meant by its owner. */
export function ownersOf(tree: KubeTree | undefined): Owners {
  const all = listAt(tree, 'metadata', 'ownerReferences');
  const isController = (one: KubeTree) => at(one, 'controller') === true;
  const ordered = [...all.filter(isController), ...all.filter((one) => !isController(one))];
  return { references: ordered.slice(0, ownersMax).map(referenceOf), total: all.length };
}

/** Where an object lies: its owners are in its namespace, or in none. */
export interface OwnedPlace {
  /** The registry's root, with the separator at its end. */
  readonly root: string;
  readonly namespace: string | undefined;
}

/** The keys that an owner may have when its kind is called `plural` in paths. */
export function ownerKeys(
  { root, namespace }: OwnedPlace,
  { apiVersion, name }: OwnerReference,
  plural: string,
): readonly string[] {
  const directory = `${root}${kindDirectory(groupOf(apiVersion), plural)}/`;
  return [...(namespace === undefined ? [] : [`${directory}${namespace}/${name}`]), `${directory}${name}`];
}

/** Whether only the definition of the kind says what it is called in paths. */
export function isCustom({ apiVersion }: OwnerReference): boolean {
  return !isBuiltInGroup(groupOf(apiVersion));
}

/** Below a registry's root; each is named `<plural>.<group>`. */
export const definitionsDirectory = `${kindDirectory('apiextensions.k8s.io', 'customresourcedefinitions')}/`;

/** What a CustomResourceDefinition calls its kind in paths; undefined when it defines another. */
export function definedPlural(
  definition: Uint8Array,
  { apiVersion, kind }: OwnerReference,
): string | undefined {
  const object = describeValue(definition);
  if (object.kind !== 'object') return undefined;
  const isOfGroup = textAt(object.tree, 'spec', 'group') === groupOf(apiVersion);
  const isOfKind = textAt(object.tree, 'spec', 'names', 'kind') === kind;
  return isOfGroup && isOfKind ? textAt(object.tree, 'spec', 'names', 'plural') : undefined;
}

/** The guess of what a kind is called in paths; certain for built-in kinds. */
export const guessedPlural = ({ kind }: OwnerReference): string => pluralOf(kind);

/** Larger values are not taken apart: the screen would stand still meanwhile. */
const readMax = 2_000_000;

/** The uid of a stored object; undefined when it cannot be read, as where it is encrypted. */
export function storedUid(value: Uint8Array): string | undefined {
  const object = value.length <= readMax ? describeValue(value) : undefined;
  if (object?.kind !== 'object') return undefined;
  const uid = textAt(object.tree, 'metadata', 'uid');
  return uid === '' ? undefined : uid;
}
