import type { EtcdClient } from '../client/api.js';
import { findMoment } from '../effects/find-moment.js';
import { parseMoment, type WantedMoment } from '../history/moment-text.js';
import { likelyRoots } from '../kube/resources.js';
import { pastText } from '../presentation/moment-text.js';
import { type CommandIo, type FlagSpec, type FlagValues, UsageError } from './command.js';
import type { ConnectionTarget } from './connection.js';
import { countFlag } from './numbers.js';
import { write } from './output/write.js';
import { pacedReads } from './paced-reads.js';

/** When keys are looked at; `--rev` is etcdctl's. */
export const momentFlags: readonly FlagSpec[] = [
  { name: 'rev', type: 'string', placeholder: 'REVISION', description: 'as it was at a revision' },
  {
    name: 'at',
    type: 'string',
    placeholder: 'TIME',
    description:
      'as it was at a time, 10m, 10:32 or 2026-11-21T10:32:00Z: about, as far as Kubernetes’ Leases and Events tell',
  },
];

/** undefined: now. @throws UsageError */
export function momentOf(
  flags: FlagValues,
  nowMs: number,
): Exclude<WantedMoment, { kind: 'now' }> | undefined {
  const at = flags.get('at');
  const revision = countFlag(flags, 'rev', 0);
  if (typeof at !== 'string') return revision === 0 ? undefined : { kind: 'revision', revision };
  if (flags.has('rev')) throw new UsageError('use only one of --rev and --at');
  const parsed = parseMoment(at, nowMs);
  if (parsed.kind === 'refused') throw new UsageError(`--at ${JSON.stringify(at)}: ${parsed.reason}`);
  return parsed.wanted.kind === 'now' ? undefined : parsed.wanted;
}

/**
 * The revision to read at; 0 is the current one. A time is an estimate, and that is said on stderr.
 * @throws Error with a sentence when it is compacted or nothing tells.
 */
export async function revisionFor(
  wanted: Exclude<WantedMoment, { kind: 'now' }> | undefined,
  client: EtcdClient,
  io: CommandIo,
  { registryRoot }: Pick<ConnectionTarget, 'registryRoot'>,
): Promise<number> {
  if (wanted === undefined) return 0;
  if (wanted.kind === 'revision') return wanted.revision;
  const found = await findMoment(wanted, {
    client,
    clock: [],
    nowMs: io.now(),
    signal: io.signal,
    registryRoots: likelyRoots(registryRoot),
    reads: pacedReads(client, io),
  });
  if (found.kind === 'refused') throw new Error(found.reason);
  await write(io.stderr, `as of ${pastText(found.moment, io.now())}\n`);
  return found.moment.revision;
}
