import { describeValue, type KubeObject } from '../kube/describe.js';
import { type Change, diffObjects, pathText } from '../kube/diff.js';
import { isKubernetesProtobuf } from '../kube/envelope.js';
import { objectYaml } from '../kube/object-text.js';
import { TooLargeError } from '../kube/print.js';
import { isList, isMap, type KubeTree } from '../kube/tree.js';
import type { LeafChange } from './json-leaves.js';

/** How two stored Kubernetes objects differ, what the API server keeps of writers last. */
export interface ObjectChanges {
  readonly changes: readonly LeafChange[];
  /** False when there are more than are told. */
  readonly isWhole: boolean;
}

/** The object that a value holds; undefined when it holds none. */
export function objectIn(value: Uint8Array): KubeObject | undefined {
  const described = describeValue(value);
  return described.kind === 'object' ? described : undefined;
}

/** In a line, as JSON has it. */
function compact(tree: KubeTree): string {
  if (typeof tree === 'string') return JSON.stringify(tree);
  if (isList(tree)) return `[${tree.map(compact).join(',')}]`;
  if (!isMap(tree)) return Object.is(tree, -0) ? '-0' : String(tree);
  return `{${[...tree].map(([name, member]) => `${JSON.stringify(name)}:${compact(member)}`).join(',')}}`;
}

/** What was put in or taken out, leaf by leaf. */
function leavesOf(path: Change['path'], tree: KubeTree): readonly (readonly [path: string, text: string])[] {
  if (isMap(tree) && tree.size > 0) {
    return [...tree].flatMap(([name, member]) => leavesOf([...path, { kind: 'member', name }], member));
  }
  if (isList(tree) && tree.some((item) => isMap(item) || isList(item))) {
    return tree.flatMap((item, at) => leavesOf([...path, { kind: 'item', name: String(at) }], item));
  }
  return [[pathText(path), compact(tree)]];
}

function leafChanges({ path, before, after }: Change): readonly LeafChange[] {
  if (before !== undefined && after !== undefined) {
    return [{ path: pathText(path), before: compact(before), after: compact(after) }];
  }
  const old = before === undefined ? [] : leavesOf(path, before);
  const now = after === undefined ? [] : leavesOf(path, after);
  return [
    ...old.map(([place, text]) => ({ path: place, before: text, after: undefined })),
    ...now.map(([place, text]) => ({ path: place, before: undefined, after: text })),
  ];
}

const isOfManagers = ({ path }: LeafChange): boolean => path.startsWith('metadata.managedFields');

/**
 * By the fields of the objects, where the API server stored one as protobuf; undefined where one is no object, or
 * where the bytes differ in what no field tells.
 */
export function objectChanges(before: Uint8Array, after: Uint8Array): ObjectChanges | undefined {
  if (!isKubernetesProtobuf(before) && !isKubernetesProtobuf(after)) return undefined;
  const [old, now] = [objectIn(before), objectIn(after)];
  if (old === undefined || now === undefined) return undefined;
  const { changes, isWhole } = diffObjects(old.tree, now.tree);
  const leaves = changes.flatMap(leafChanges);
  if (leaves.length === 0) return undefined;
  const told = [...leaves.filter((leaf) => !isOfManagers(leaf)), ...leaves.filter(isOfManagers)];
  return { changes: told, isWhole };
}

/** The object as YAML; undefined when a value holds none in protobuf, or one that is too large to print. */
export function protobufText(value: Uint8Array): string | undefined {
  const object = isKubernetesProtobuf(value) ? objectIn(value) : undefined;
  if (object === undefined) return undefined;
  try {
    return objectYaml(object);
  } catch (error) {
    if (error instanceof TooLargeError) return undefined;
    throw error;
  }
}
