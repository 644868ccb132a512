import type { KubeObject } from './describe.js';
import { type Change, diffObjects, pathText } from './diff.js';
import { type Facet, facetsOf } from './facets.js';
import { isSecret } from './mask.js';
import { isList, isMap, type KubeMap, type KubeTree, textAt } from './tree.js';
import { writerOf } from './writer.js';

/** What happened to an object, in words. Not yet safe for a terminal: names and values are the cluster's. */
export interface ObjectSummary {
  /** `phase Pending→Running`, `node –→n2`: to be joined by ` · `. */
  readonly words: readonly string[];
  /** Who probably wrote it. */
  readonly writer: string | undefined;
}

/** More words than this do not fit a line. */
const wordsMax = 5;
const restMax = 3;
const valueMax = 40;
const nothing = '–';

/** What changes all the time and says nothing by itself. */
const uneventful: readonly RegExp[] = [
  /^metadata\.(?:managedFields|resourceVersion|generation|selfLink)\b/,
  /^status\.observedGeneration$/,
  /\.(?:lastHeartbeatTime|lastProbeTime|lastUpdateTime|lastTransitionTime|observedGeneration)$/,
  /^spec\.renewTime$/,
];

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > valueMax ? `${line.slice(0, valueMax - 1)}…` : line;
}

function shortValue(value: KubeTree | undefined): string {
  if (value === undefined || value === null || value === '') return nothing;
  if (isMap(value)) return value.size === 0 ? '{}' : '{…}';
  if (!isList(value)) return cut(String(value));
  const isPlain = value.every((item) => !isMap(item) && !isList(item));
  return isPlain ? cut(`[${value.map((item) => String(item)).join(' ')}]`) : `[${value.length}]`;
}

function arrow(label: string, before: string, after: string): string {
  return `${label} ${before === '' ? nothing : before}→${after === '' ? nothing : after}`;
}

function facetWords(facets: readonly Facet[], before: KubeMap, after: KubeMap): readonly string[] {
  return facets
    .map(({ label, of }) => ({ label, old: of(before), now: of(after) }))
    .filter(({ old, now }) => old !== now)
    .map(({ label, old, now }) => arrow(label, cut(old), cut(now)));
}

/** `data.mode on→off`, `labels.app +web`; never what a Secret holds. */
function changeWord({ path, before, after }: Change, isHidden: boolean): string {
  const place = pathText(path).replace(/^metadata\.(labels|annotations|finalizers)\b/, '$1');
  const showsValues = !isHidden || !/^(?:data|stringData|annotations)\b/.test(place);
  if (before === undefined) return showsValues ? `+${place} ${shortValue(after)}` : `+${place}`;
  if (after === undefined) return `−${place}`;
  return showsValues ? arrow(place, shortValue(before), shortValue(after)) : `${place} changed`;
}

function isCovered(place: string, facets: readonly Facet[]): boolean {
  const plain = place.replaceAll(/\[[^\]]*\]/g, '');
  return facets.some(({ covers }) =>
    covers.some((path) => plain === path || plain.startsWith(`${path}.`) || plain.startsWith(`${path}[`)),
  );
}

/** Changes that no facet told of; those of the status only where nothing else is to be told. */
function restWords(
  changes: readonly Change[],
  facets: readonly Facet[],
  hasWords: boolean,
  isHidden: boolean,
): readonly string[] {
  const told = changes.filter(({ path }) => {
    const place = pathText(path);
    const isQuiet = uneventful.some((pattern) => pattern.test(place)) || isCovered(place, facets);
    return !isQuiet && !(hasWords && place.startsWith('status'));
  });
  const words = told.slice(0, restMax).map((change) => changeWord(change, isHidden));
  return told.length > restMax ? [...words, `+${told.length - restMax} more`] : words;
}

function deleting(before: KubeMap, after: KubeMap): readonly string[] {
  const [was, is] = [before, after].map((tree) => textAt(tree, 'metadata', 'deletionTimestamp') !== '');
  return is === true && was === false ? ['being deleted'] : [];
}

function changedWords(before: KubeObject, after: KubeObject): readonly string[] {
  const facets = facetsOf(after.objectKind);
  const { changes } = diffObjects(before.tree, after.tree);
  if (changes.length === 0) return ['written again, unchanged'];
  const words = [...deleting(before.tree, after.tree), ...facetWords(facets, before.tree, after.tree)];
  const rest = restWords(changes, facets, words.length > 0, isSecret(after));
  const all = [...words, ...rest];
  return all.length === 0 ? [quietWord(changes)] : all.slice(0, wordsMax);
}

/** What a change is called that says nothing by itself. */
function quietWord(changes: readonly Change[]): string {
  const places = changes.map(({ path }) => pathText(path));
  if (places.some((place) => place === 'spec.renewTime')) return 'renewed';
  return places.some((place) => place.startsWith('status')) ? 'times only' : 'bookkeeping only';
}

function createdWords({ objectKind, tree }: KubeObject): readonly string[] {
  return facetsOf(objectKind)
    .map(({ label, of }) => [label, cut(of(tree))] as const)
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label} ${value}`)
    .slice(0, wordsMax);
}

/** What changed in JSON that is no object of a kind; `isHidden` keeps its values to itself. */
export function summariseJson(before: KubeTree, after: KubeTree, isHidden: boolean): readonly string[] {
  const { changes } = diffObjects(before, after);
  const words = changes.slice(0, restMax).map((change) => changeWord(change, isHidden));
  if (changes.length === 0) return ['written again, unchanged'];
  return changes.length > restMax ? [...words, `+${changes.length - restMax} more`] : words;
}

/**
 * What happened to an object, in a line. `before` is undefined when it was created, or when what it was is
 * not known; an object that was deleted is told of by what it was.
 */
export function summariseObject(before: KubeObject | undefined, after: KubeObject): ObjectSummary {
  const isSameKind = before?.objectKind === after.objectKind;
  return {
    words: before === undefined || !isSameKind ? createdWords(after) : changedWords(before, after),
    writer: writerOf(before?.tree, after.tree),
  };
}
