import type { Event } from '../../../proto/generated/mvccpb.js';
import type { EtcdClient, WatchMessage } from '../../client/api.js';
import { loggedChange } from '../../effects/logged-change.js';
import { noiseRules } from '../../kube/noise.js';
import { counted, grouped } from '../../presentation/quantities.js';
import { safeText } from '../../presentation/text.js';
import { judge, type WatchFilter } from '../../store/watch-filter.js';
import type { LoggedChange } from '../../store/watch-log.js';
import { writerOfChange } from '../../store/watch-sieve.js';
import type { Command, Invocation } from '../command.js';
import { withClient } from '../connection.js';
import { type KeyRange, keyOperand, prefixRange } from '../key-range.js';
import { countFlag } from '../numbers.js';
import { changeJson } from '../output/change-json.js';
import { formatFlag, type OutputFormat, outputFormat } from '../output/format.js';
import { type Json, jsonText } from '../output/json.js';
import { write } from '../output/write.js';
import { deadEnd } from './dead-end.js';
import { eventLine } from './event-line.js';
import { goOnLine } from './go-on.js';
import { messageQueue } from './message-queue.js';
import { askedFilter, filterFlags } from './watch-flags.js';

export const watchCommand: Command = {
  name: 'watch',
  aliases: ['tail'],
  summary: 'follow the changes below a prefix, in words',
  operands: '[PREFIX]',
  minOperands: 0,
  maxOperands: 1,
  connects: true,
  flags: [
    ...filterFlags,
    { name: 'exact', type: 'boolean', description: 'follow the one key PREFIX' },
    {
      name: 'rev',
      type: 'string',
      placeholder: 'REVISION',
      description:
        'begin with the changes at this revision, those there were marked as earlier; left out: with the next change',
    },
    { name: 'max-events', type: 'string', placeholder: 'N', description: 'end after N events' },
    { name: 'hex', type: 'boolean', description: 'PREFIX is hexadecimal' },
    { name: 'show-secrets', type: 'boolean', description: 'with -w json: what Secrets hold, too' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope watch /registry/pods/', does: 'follow every pod' },
    {
      line: 'etcdscope tail --fold --kind pods,deploy --by kubelet /registry/',
      does: 'what kubelets change about pods and deployments',
    },
    {
      line: 'etcdscope tail --rev 29253440 -w json /registry/ >changes.jsonl',
      does: 'keep what happened since a revision, one JSON object a line',
    },
  ],
  run: (invocation) => {
    const asked = askedWatch(invocation);
    return withClient(invocation, (client) => new Tail(invocation, asked).run(client));
  },
};

interface AskedWatch {
  readonly range: KeyRange;
  readonly startRevision: number;
  readonly eventsMax: number;
  readonly filter: WatchFilter;
  readonly format: OutputFormat;
  readonly showsSecrets: boolean;
}

function askedWatch({ operands, flags }: Invocation): AskedWatch {
  const key = keyOperand(operands[0] ?? '', flags.has('hex'));
  return {
    range: flags.has('exact') ? { key, rangeEnd: new Uint8Array() } : prefixRange(key),
    startRevision: countFlag(flags, 'rev', 0, 1),
    eventsMax: countFlag(flags, 'max-events', Number.POSITIVE_INFINITY, 1),
    filter: askedFilter(flags, key),
    format: outputFormat(flags, 'simple'),
    showsSecrets: flags.has('show-secrets'),
  };
}

/** With more events waiting than this, lines come undecoded until it has caught up: nothing is left out. */
const decodedBehindMax = 20_000;

/** All but the refusal, which ends the command. */
type Told = Exclude<WatchMessage, { kind: 'refused' }>;

/** One run of the command: what it printed so far, and where it would go on. */
class Tail {
  readonly #invocation: Invocation;
  readonly #asked: AskedWatch;
  readonly #folded = new Map<string, number>();
  #left: number;
  #nextRevision: number | undefined;
  #isDecoded = true;
  #wasSetUp = false;
  /** What is not newer happened before, and is read again. */
  #replayedTo = 0;

  constructor(invocation: Invocation, asked: AskedWatch) {
    this.#invocation = invocation;
    this.#asked = asked;
    this.#left = asked.eventsMax;
  }

  async run(client: EtcdClient): Promise<number> {
    const { range, startRevision } = this.#asked;
    const { signal } = this.#invocation.io;
    if (startRevision > 0) await this.#tellWait(client);
    const messages = messageQueue(client, { ...range, startRevision, prevKv: true }, signal);
    for await (const { message, behind } of messages) {
      if (message.kind === 'refused') {
        throw message.error;
      }
      const end = deadEnd(message, this.#wasSetUp);
      if (end !== undefined) {
        throw end;
      }
      this.#wasSetUp ||= message.kind === 'created';
      await this.#decode(behind <= decodedBehindMax);
      await this.#print(message);
      this.#nextRevision = nextRevisionAfter(message) ?? this.#nextRevision;
      if (this.#left <= 0) {
        break;
      }
    }
    await this.#end();
    return 0;
  }

  /** etcd waits in silence for a revision that is far away, as after a restore, or with a digit too many. */
  async #tellWait(client: EtcdClient): Promise<void> {
    const { range, startRevision } = this.#asked;
    const { signal, stderr } = this.#invocation.io;
    const { header } = await client.kv.range(
      { key: range.key, countOnly: true, serializable: true },
      { signal },
    );
    const newest = header?.revision ?? 0;
    this.#replayedTo = newest;
    if (startRevision <= newest + 1) return;
    await write(
      stderr,
      `revision ${grouped(startRevision)} does not exist yet, the newest is ${grouped(newest)}: waiting for it\n`,
    );
  }

  /** Says once that it fell behind, and once that it caught up. */
  async #decode(isDecoded: boolean): Promise<void> {
    if (isDecoded === this.#isDecoded) {
      return;
    }
    this.#isDecoded = isDecoded;
    const told = isDecoded
      ? 'caught up: decoding again'
      : `more than ${grouped(decodedBehindMax)} events wait: printing without decoding until they are written`;
    await write(this.#invocation.io.stderr, `${told}\n`);
  }

  /** Events go to stdout; what happened to the connection goes to stderr, or into the JSON Lines. */
  async #print(message: Told): Promise<void> {
    const { io } = this.#invocation;
    if (message.kind === 'events') {
      const lines = this.#shown(message).map((change) => this.#line(change));
      await write(io.stdout, lines.join(''));
    } else if (this.#asked.format === 'json') {
      await write(io.stdout, `${jsonText(connectionJson(message), 0)}\n`);
    } else {
      await write(io.stderr, connectionLine(message));
    }
  }

  #shown({ events, receivedMs }: Extract<Told, { kind: 'events' }>): readonly LoggedChange[] {
    const shown: LoggedChange[] = [];
    for (const event of events) {
      const change = this.#change(event, receivedMs);
      if (change !== undefined && this.#left > 0 && this.#passes(change)) {
        shown.push(change);
        this.#left -= 1;
      }
    }
    return shown;
  }

  #change(event: Event, receivedMs: number): LoggedChange | undefined {
    const change = loggedChange(event, receivedMs, Number.POSITIVE_INFINITY);
    const isReplayed = change !== undefined && change.revision <= this.#replayedTo;
    return isReplayed ? { ...change, isReplayed } : change;
  }

  #passes(change: LoggedChange): boolean {
    const verdict = judge(change, this.#asked.filter, writerOfChange);
    if (verdict === 'folded' && change.noise !== undefined) {
      this.#folded.set(change.noise, (this.#folded.get(change.noise) ?? 0) + 1);
    }
    return verdict === 'shown';
  }

  #line(change: LoggedChange): string {
    if (this.#asked.format !== 'json') {
      return eventLine(change, this.#isDecoded);
    }
    const told = changeJson(change, { showsSecrets: this.#asked.showsSecrets, isDecoded: this.#isDecoded });
    return `${jsonText(told, 0)}\n`;
  }

  /** What was counted and not printed, and how to go on; on stderr, as output may be for a program. */
  async #end(): Promise<void> {
    const { io, operands, flags } = this.#invocation;
    const isInterrupted = io.signal.aborted && this.#nextRevision !== undefined;
    const goOn =
      isInterrupted && this.#nextRevision !== undefined
        ? [`to go on: ${goOnLine(operands, flags, this.#nextRevision)}`]
        : [];
    const lines = [...foldedLines(this.#folded), ...goOn];
    if (lines.length > 0) {
      await write(io.stderr, lines.map((line) => `${line}\n`).join('')).catch(() => undefined);
    }
  }
}

function foldedLines(folded: ReadonlyMap<string, number>): readonly string[] {
  if (folded.size === 0) {
    return [];
  }
  const all = [...folded.values()].reduce((sum, count) => sum + count, 0);
  const each = noiseRules.flatMap(({ id, name }) => {
    const count = folded.get(id);
    return count === undefined ? [] : [`${name} ${grouped(count)}`];
  });
  return [`${counted(folded.size, 'kind')} folded · ${counted(all, 'change')}: ${each.join(', ')}`];
}

function nextRevisionAfter(message: Told): number | undefined {
  switch (message.kind) {
    case 'created':
    case 'events':
    case 'progress':
      return message.revision + 1;
    case 'interrupted':
      return message.nextRevision === 0 ? undefined : message.nextRevision;
    case 'hole':
      return message.toRevision + 1;
  }
}

function connectionJson(message: Exclude<Told, { kind: 'events' }>): Json {
  switch (message.kind) {
    case 'created':
      return { type: 'created', revision: message.revision, endpoint: message.endpoint };
    case 'progress':
      return { type: 'progress', revision: message.revision };
    case 'interrupted':
      return { type: 'interrupted', nextRevision: message.nextRevision, error: message.error.message };
    case 'hole':
      return { type: 'hole', fromRevision: message.fromRevision, toRevision: message.toRevision };
  }
}

/** Nothing was heard yet, where no revision was asked for: then it begins with the next change there is. */
const againFrom = (revision: number): string => (revision === 0 ? '' : ` from revision ${grouped(revision)}`);

function connectionLine(message: Exclude<Told, { kind: 'events' }>): string {
  switch (message.kind) {
    case 'created':
      return `following from revision ${grouped(message.revision + 1)} at ${safeText(message.endpoint)}\n`;
    case 'progress':
      return '';
    case 'interrupted':
      return `interrupted: ${message.error.message} Trying again${againFrom(message.nextRevision)} …\n`;
    case 'hole':
      return `missing: revisions ${grouped(message.fromRevision)} to ${grouped(message.toRevision)} were compacted before they could be read\n`;
  }
}
