import { type ByteString, toBytes } from '../bytes/byte-string.js';
import { registryKey } from '../kube/registry-key.js';
import { DirectoryListing, type ListingPorts } from '../tree/listing.js';
import { defaultSeparator } from '../tree/separator.js';

/** So many directories are looked into: a registry is one of the largest. */
const directoriesMax = 16;

interface Directory {
  readonly firstKey: ByteString;
  keys: number;
}

/**
 * The root of a registry of Kubernetes that is at none of the likely roots, told by the value of the first key of the
 * largest directories. Costs a count of everything and a few reads of one key.
 * @param revision the current one when left out
 */
export async function findRegistry(
  revision: number | undefined,
  ports: ListingPorts,
  signal: AbortSignal | undefined,
): Promise<ByteString | undefined> {
  const largest = (await directoriesOf(revision, ports, signal)).toSorted(
    (one, other) => other.keys - one.keys,
  );
  for (const { firstKey } of largest.slice(0, directoriesMax)) {
    await ports.budget.admit(signal);
    const request = { key: toBytes(firstKey), serializable: true, revision: revision ?? 0 };
    const [kv] = (await ports.range(request, signal === undefined ? {} : { signal })).kvs;
    const found = kv && registryKey(firstKey, kv.value);
    if (found !== undefined) return found.root;
  }
  return undefined;
}

/** The outermost ones. */
async function directoriesOf(
  revision: number | undefined,
  ports: ListingPorts,
  signal: AbortSignal | undefined,
): Promise<readonly Directory[]> {
  const directories = new Map<ByteString, Directory>();
  const start = { prefix: '', separator: defaultSeparator, revision, withFirstKeys: true };
  const listing = new DirectoryListing(start, ports);
  while (!listing.done) {
    for (const told of await listing.read(signal)) {
      if (told.kind === 'directory' && told.firstKey !== undefined) {
        directories.set(told.path, { firstKey: told.firstKey, keys: told.count ?? 0 });
      } else if (told.kind === 'counted') {
        const directory = directories.get(told.path);
        if (directory !== undefined) directory.keys = told.count;
      }
    }
  }
  return [...directories.values()];
}
