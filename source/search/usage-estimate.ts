/** What is known of the sizes of the keys of one stretch. */
export interface Stratum {
  readonly keys: number;
  /** Of these so many were read. */
  readonly sampled: number;
  readonly bytes: number;
  /** The sum of the squares of their sizes. */
  readonly squares: number;
}

export interface UsageEstimate {
  readonly keys: number;
  /** Of keys and values. */
  readonly bytes: number;
  /** Two standard errors, of values and of places, and not less than the share of one value that was read; 0 when every key was read. */
  readonly errorBytes: number;
  readonly sampled: number;
}

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

/** The variance of what was read, unbiased; undefined when one or none was. */
function variance({ sampled, bytes, squares }: Stratum): number | undefined {
  if (sampled < 2) return undefined;
  return Math.max(0, (squares - (bytes * bytes) / sampled) / (sampled - 1));
}

/**
 * The bytes of all keys, from what was read of each stretch: a stratified sample. Stretches of which too little was
 * read are taken to be as all others together.
 */
export function estimateOf(strata: readonly Stratum[]): UsageEstimate {
  const keys = sumOf(strata, (each) => each.keys);
  const sampled = sumOf(strata, (each) => each.sampled);
  const all: Stratum = {
    keys,
    sampled,
    bytes: sumOf(strata, (each) => each.bytes),
    squares: sumOf(strata, (each) => each.squares),
  };
  const read = strata.filter((each) => each.sampled > 0);
  const readBytes = sumOf(read, (each) => (each.keys * each.bytes) / each.sampled);
  const readKeys = sumOf(read, (each) => each.keys);
  const mean = readKeys === 0 ? 0 : readBytes / readKeys;
  const pooled = variance(all) ?? mean * mean;
  const ofValues = sumOf(read, (each) => varianceOfTotal(each, variance(each) ?? pooled));
  const ofRead = Math.max(ofValues, varianceOfPlaces(read, pooled));
  const unread = keys - readKeys;
  const ofUnread = unread === 0 ? 0 : unread * unread * (pooled / Math.max(1, sampled));
  const total = readBytes + unread * mean;
  // Values that were all alike do not make it certain.
  const share = sampled === 0 ? 0 : (total * (1 - sampled / keys)) / sampled;
  return {
    keys,
    bytes: Math.round(total),
    errorBytes: Math.round(Math.max(2 * Math.sqrt(ofRead + ofUnread), share)),
    sampled,
  };
}

function varianceOfTotal({ keys, sampled }: Stratum, ofOne: number): number {
  return (keys * Math.max(0, keys - sampled) * ofOne) / sampled;
}

/**
 * What was read of a stretch lies together, and neighbours are alike: of a namespace, say. How much stretches differ
 * tells how far one place is from the mean of its stretch (collapsed strata); it is rather too much than too little.
 */
function varianceOfPlaces(read: readonly Stratum[], pooled: number): number {
  const open = read.filter(({ keys, sampled }) => keys > sampled);
  const keys = sumOf(open, (each) => each.keys);
  const squares = sumOf(open, (each) => each.keys ** 2);
  const [only, another] = open;
  if (only === undefined) return 0;
  if (another === undefined) return squares * (variance(only) ?? pooled);
  const meanOf = ({ bytes, sampled }: Stratum): number => bytes / sampled;
  const mean = sumOf(open, (each) => each.keys * meanOf(each)) / keys;
  const spread = sumOf(open, (each) => each.keys * (meanOf(each) - mean) ** 2) / keys;
  return squares * spread * (open.length / (open.length - 1));
}
