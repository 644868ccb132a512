import type { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import { type ByteString, keyAfter, prefixEnd, rangeEnd, rangeStart, toBytes } from '../bytes/byte-string.js';
import { layoutAt, registrySign } from '../kube/registry-children.js';
import { kindParts, resourceName } from '../kube/registry-key.js';
import { usualRoots } from '../kube/resources.js';
import { keyText } from '../presentation/text.js';
import { DirectoryListing, type ListingPorts } from '../tree/listing.js';
import type { Span } from '../tree/partition.js';
import { noSeparator } from '../tree/separator.js';
import { findRegistry } from './find-registry.js';
import { isRevisionGone } from './read-failure.js';
import { type CountedSpan, Thinned, type UsageGroup, type UsageSurvey } from './usage-groups.js';

export type UsageBy = 'prefix' | 'kind' | 'namespace';

export interface UsageQuestion {
  readonly by: UsageBy;
  /** Of a registry, its root; empty: the usual ones are tried. */
  readonly prefix: ByteString;
  readonly separator: ByteString;
  /** How many levels of directories below the prefix; of prefixes alone. */
  readonly depth: number;
  /** Namespaces of this kind alone. */
  readonly kind?: ByteString | undefined;
  /** Kinds in this namespace alone. */
  readonly namespace?: ByteString | undefined;
  readonly revision?: number | undefined;
  readonly isPast?: boolean;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Keys without directory that stand for all of them when sizes are sampled. */
const restMost = 64;

interface Directory {
  readonly name: ByteString;
  readonly path: ByteString;
  readonly keys: number;
  readonly firstKey?: ByteString | undefined;
}

interface Listed {
  readonly directories: readonly Directory[];
  readonly leaves: Thinned;
}

export interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  /** How many keys are counted so far. */
  readonly progress: (keys: number) => void;
  /** Where a registry is looked for; the usual roots when left out. */
  readonly roots?: readonly ByteString[] | undefined;
}

/** Counts what there is, by bounded questions, all of them at one revision as long as that is kept. */
export class UsageSurveyor {
  readonly #question: UsageQuestion;
  readonly #ports: ListingPorts;
  readonly #signal: AbortSignal | undefined;
  readonly #progress: (keys: number) => void;
  /** Where a registry is looked for; once it is found, where it is. */
  #roots: readonly ByteString[];
  #revision: number | undefined;
  #counted = 0;
  #isShifted = false;
  #restKeys = 0;
  readonly #rest = new Thinned(restMost);
  readonly #restSpans: CountedSpan[] = [];

  constructor(question: UsageQuestion, ports: ListingPorts, { signal, progress, roots }: SurveyOptions) {
    this.#question = question;
    this.#ports = ports;
    this.#signal = signal;
    this.#progress = progress;
    this.#roots = roots ?? usualRoots;
    this.#revision = question.revision;
  }

  async survey(): Promise<UsageSurvey> {
    const { by, prefix, depth } = this.#question;
    if (by === 'prefix') {
      return this.#surveyOf(prefix, await this.#byPrefix(prefix, depth, undefined));
    }
    const root = await this.#root();
    this.#roots = [root];
    const kinds = await this.#kinds(root);
    return this.#surveyOf(root, by === 'kind' ? await this.#byKind(kinds) : await this.#byNamespace(kinds));
  }

  #surveyOf(prefix: ByteString, groups: readonly UsageGroup[]): UsageSurvey {
    const singles = this.#rest.keys.map((key) => ({ from: key, to: keyAfter(key), keys: 1 }));
    const rest = {
      name: '',
      path: undefined,
      spans: [...this.#restSpans, ...singles],
      keys: this.#restKeys,
    };
    const keys = groups.reduce((sum, group) => sum + group.keys, this.#restKeys);
    const { kind, namespace } = this.#question;
    const isPart = kind !== undefined || namespace !== undefined;
    const revision = this.#revision ?? 0;
    return { prefix, isPart, groups, rest, keys, revision, isShifted: this.#isShifted };
  }

  async #byPrefix(
    prefix: ByteString,
    depth: number,
    total: number | undefined,
  ): Promise<readonly UsageGroup[]> {
    if (this.#question.separator === noSeparator) return this.#undivided(prefix);
    const { directories, leaves } = await this.#list(prefix, total);
    this.#addRest(prefix, directories, leaves);
    if (depth <= 1) return directories.map(groupOfDirectory);
    const groups: UsageGroup[] = [];
    for (const { path, keys } of directories) groups.push(...(await this.#byPrefix(path, depth - 1, keys)));
    return groups;
  }

  /** Where no key is in a directory, none has to be read to tell so. */
  async #undivided(prefix: ByteString): Promise<readonly UsageGroup[]> {
    const span = { from: prefix, to: prefixEnd(prefix) };
    const [keys = 0] = await this.#countSpans([span]);
    this.#restKeys += keys;
    if (keys > 0) this.#restSpans.push({ ...span, keys });
    return [];
  }

  /** Keys that are in no directory here. */
  #addRest(prefix: ByteString, directories: readonly Directory[], leaves: Thinned): void {
    this.#restKeys += leaves.count;
    if (leaves.count > 0 && directories.length === 0) {
      this.#restSpans.push({ from: prefix, to: prefixEnd(prefix), keys: leaves.count });
    } else {
      for (const key of leaves.keys) this.#rest.add(key);
    }
  }

  async #root(): Promise<ByteString> {
    const { prefix } = this.#question;
    if (prefix !== '') return prefix.endsWith('/') ? prefix : `${prefix}/`;
    for (const root of this.#roots) {
      const sign = registrySign(root);
      const [keys = 0] = await this.#countSpans([{ from: sign, to: prefixEnd(sign) }]);
      if (keys > 0) return root;
    }
    const found = await findRegistry(this.#revision, this.#ports, this.#signal);
    if (found !== undefined) return found;
    const roots = this.#roots.map((root) => keyText(toBytes(root))).join(' or ');
    throw new UsageError(
      `No Kubernetes registry is at ${roots}, nor below another directory as far as its first key tells; name the prefix where it is, or look by prefix.`,
    );
  }

  /** The directories of all kinds, or of the one that is asked for. */
  async #kinds(root: ByteString): Promise<readonly Directory[]> {
    const { directories, leaves } = await this.#list(root, undefined);
    const kinds: Directory[] = [];
    for (const directory of directories) kinds.push(...(await this.#kindsIn(directory)));
    const { kind } = this.#question;
    if (kind === undefined) {
      if (this.#question.namespace === undefined) this.#addRest(root, directories, leaves);
      return kinds;
    }
    const found = kinds.filter(({ name }) => name === kind);
    if (found.length === 0) throw new UsageError(`There is no kind ${JSON.stringify(kind)} here.`);
    return found;
  }

  /** Most directories are of one kind; those of a group have the kinds in them. */
  async #kindsIn(directory: Directory): Promise<readonly Directory[]> {
    const first = directory.name;
    if (kindParts(first) === 1) return [{ ...directory, name: resourceName([first]) }];
    const { directories, leaves } = await this.#list(directory.path, directory.keys);
    if (this.#question.kind === undefined && this.#question.namespace === undefined) {
      this.#addRest(directory.path, directories, leaves);
    }
    return directories.map((each) => ({ ...each, name: resourceName([first, each.name]) }));
  }

  async #byKind(kinds: readonly Directory[]): Promise<readonly UsageGroup[]> {
    const { namespace } = this.#question;
    if (namespace === undefined) return kinds.map(groupOfDirectory);
    const inside = kinds.map(({ name, path }) => ({ name, path: `${path}${namespace}/` }));
    const counts = await this.#countSpans(inside.map(({ path }) => ({ from: path, to: prefixEnd(path) })));
    return inside.flatMap((each, index) => {
      const keys = counts[index] ?? 0;
      return keys === 0 ? [] : [groupOfDirectory({ ...each, keys })];
    });
  }

  async #byNamespace(kinds: readonly Directory[]): Promise<readonly UsageGroup[]> {
    const namespaces = new Map<ByteString, Directory[]>();
    for (const kind of kinds) {
      const { directories, leaves } = await this.#list(kind.path, kind.keys);
      this.#addRest(kind.path, directories, leaves);
      for (const each of directories) {
        const known = namespaces.get(each.name);
        if (known === undefined) namespaces.set(each.name, [each]);
        else known.push(each);
      }
    }
    return [...namespaces].map(([name, directories]) => groupOf(name, directories));
  }

  async #list(prefix: ByteString, total: number | undefined): Promise<Listed> {
    const { separator, isPast = false } = this.#question;
    const revision = this.#revision;
    const layout = layoutAt(prefix, this.#roots, revision);
    const listing = new DirectoryListing(
      {
        prefix,
        separator,
        total: revision === undefined ? undefined : total,
        revision,
        isPast,
        layout,
        withFirstKeys: true,
      },
      this.#ports,
    );
    const counts = new Map<ByteString, number>();
    const firstKeys = new Map<ByteString, ByteString>();
    const leaves = new Thinned(restMost);
    while (!listing.done) {
      for (const told of await listing.read(this.#signal)) {
        if (told.kind === 'leaf') leaves.add(told.found.key);
        else counts.set(told.path, told.count ?? 0);
        if (told.kind === 'directory' && told.firstKey !== undefined) firstKeys.set(told.path, told.firstKey);
      }
      this.#progress(Math.max(this.#counted, listing.cost.keysVisited));
    }
    this.#note(listing.revision ?? revision);
    this.#counted = Math.max(this.#counted, listing.cost.keysVisited);
    const directories = [...counts].map(([path, keys]) => ({
      name: path.slice(prefix.length, path.length - separator.length),
      path,
      keys,
      firstKey: firstKeys.get(path),
    }));
    return { directories, leaves };
  }

  #note(revision: number | undefined): void {
    if (this.#revision !== undefined && this.#revision !== revision) this.#isShifted = true;
    this.#revision = revision;
  }

  async #countSpans(spans: readonly Span[]): Promise<readonly number[]> {
    const { batch, budget } = this.#ports;
    const counts: number[] = [];
    while (counts.length < spans.length) {
      await budget.admit(this.#signal);
      const asked = spans.slice(counts.length, counts.length + (batch?.most ?? 1));
      for (const { count, header } of await this.#askCounts(asked)) {
        if (this.#revision === undefined) this.#note(header?.revision);
        counts.push(count);
        budget.spend(count);
      }
    }
    return counts;
  }

  async #askCounts(spans: readonly Span[]): Promise<readonly RangeResponse[]> {
    const { batch, range } = this.#ports;
    const options = this.#signal === undefined ? {} : { signal: this.#signal };
    const requests = spans.map(({ from, to }) => ({
      key: rangeStart(from),
      rangeEnd: rangeEnd(to),
      countOnly: true,
      serializable: true,
      revision: this.#revision ?? 0,
    }));
    try {
      if (batch !== undefined) return await batch.ask(requests, options);
      return await Promise.all(requests.map((request) => range(request, options)));
    } catch (error) {
      if (!isRevisionGone(error) || this.#question.isPast === true) throw error;
      this.#note(undefined);
      return this.#askCounts(spans);
    }
  }
}

function groupOfDirectory(directory: Directory): UsageGroup {
  const { name, path, keys } = directory;
  return { name, path, spans: [spanOf(directory)], keys };
}

function spanOf({ path, keys, firstKey }: Directory): CountedSpan {
  return { from: path, to: prefixEnd(path), keys, firstKey };
}

function groupOf(name: ByteString, directories: readonly Directory[]): UsageGroup {
  const [only, another] = directories;
  return {
    name,
    path: another === undefined ? only?.path : undefined,
    spans: directories.map(spanOf),
    keys: directories.reduce((sum, { keys }) => sum + keys, 0),
  };
}
