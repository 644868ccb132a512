import { toBytes } from '../bytes/byte-string.js';
import { isRegistry } from '../kube/registry-children.js';
import { type Resource, resources, usualRoots } from '../kube/resources.js';
import type { AppEvent, AppState } from '../store/app.js';
import type { KeyTree } from '../store/keys-tree.js';
import type { Command } from './command.js';

type Directories = KeyTree['directories'];

/** The registries among the keys that are loaded: at the usual roots, and wherever kinds lie beside each other. */
function loadedRoots(directories: Directories): readonly string[] {
  const top = directories.get('');
  const usual = usualRoots.filter((path) => top?.children.find(path.slice(0, -1)) !== undefined);
  const others = [...directories].filter(([path, { children }]) =>
    isRegistry((name) => children.find(path + name) !== undefined),
  );
  return [...usual, ...others.map(([path]) => path)];
}

/** Each command asks, for each frame of the palette. */
const known = new WeakMap<Directories, readonly string[]>();

function registryRoots(directories: Directories): readonly string[] {
  const remembered = known.get(directories);
  if (remembered !== undefined) return remembered;
  const roots = loadedRoots(directories);
  known.set(directories, roots);
  return roots;
}

/** The registry that the cursor is in, or else the first; undefined where there is none. */
function registryRoot(state: AppState): string | undefined {
  const roots = registryRoots(state.keys.tree.directories);
  const { cursor } = state.keys;
  const here = cursor?.kind === 'child' ? `${cursor.name}/` : '';
  return roots.find((root) => here.startsWith(root)) ?? roots[0];
}

const noRegistry = (state: AppState): string | undefined =>
  registryRoot(state) === undefined ? 'No Kubernetes registry is among the keys that are loaded.' : undefined;

/** Bytes as the tree has them; a name is typed as text. */
const encoded = (text: string): string => Buffer.from(text).toString('latin1');

/** The kind's directory; with a namespace that one's, and with a name of a cluster-wide object its key. */
function go(state: AppState, resource: Resource, argument: string): readonly AppEvent[] {
  const kind = `${registryRoot(state) ?? ''}${resource.directory}`;
  const name = encoded(argument);
  const focused: AppEvent = { to: 'ui', event: { type: 'focus', pane: 'keys' } };
  if (argument !== '' && !resource.isNamespaced) {
    return [{ to: 'keys', event: { type: 'reveal-key', key: toBytes(`${kind}${name}`) } }, focused];
  }
  const path = argument === '' ? kind : `${kind}${name}/`;
  return [{ to: 'keys', event: { type: 'row-wanted', row: { path, isDirectory: true } } }, focused];
}

/** `:pods`, `:po`, `:deploy kube-system`, `:ns default`, as k9s has them. */
export const kindCommands: readonly Command[] = resources.map((resource) => ({
  name: resource.name,
  aliases: resource.shortNames,
  argument: { label: resource.isNamespaced ? 'NAMESPACE' : 'NAME', isRequired: false },
  description: `go to the ${resource.name}`,
  keys: resource.shortNames.length === 0 ? '' : `:${resource.shortNames.join(' :')}`,
  disabled: noRegistry,
  run: (state, argument) => go(state, resource, argument),
}));
