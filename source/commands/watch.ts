import type { Event } from '../../proto/generated/mvccpb.js';
import { Event_EventType } from '../../proto/generated/mvccpb.js';
import type { EtcdClient, WatchMessage } from '../client/api.js';
import { byteSize, clockTimeMs, grouped } from '../presentation/quantities.js';
import { keyText, safeText } from '../presentation/text.js';
import type { Command, Invocation } from './command.js';
import { withClient } from './connection.js';
import { keyValueJson } from './get.js';
import { type KeyRange, keyOperand, prefixRange } from './key-range.js';
import { countFlag } from './numbers.js';
import { formatFlag, type OutputFormat, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText } from './output/json.js';
import { write } from './output/write.js';

export const watchCommand: Command = {
  name: 'watch',
  aliases: ['tail'],
  summary: 'follow the changes below a prefix',
  operands: '[PREFIX]',
  minOperands: 0,
  maxOperands: 1,
  connects: true,
  flags: [
    { name: 'exact', type: 'boolean', description: 'follow the one key PREFIX' },
    {
      name: 'rev',
      type: 'string',
      placeholder: 'REVISION',
      description: 'begin with the changes at this revision; left out: with the next change',
    },
    { name: 'max-events', type: 'string', placeholder: 'N', description: 'end after N events' },
    { name: 'hex', type: 'boolean', description: 'PREFIX is hexadecimal' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope watch /registry/pods/', does: 'follow every pod' },
    {
      line: 'etcdscope tail --rev 29253440 -w json /registry/ >changes.jsonl',
      does: 'keep what happened since a revision, one JSON object a line',
    },
  ],
  run: (invocation) => {
    const asked = askedWatch(invocation);
    return withClient(invocation, (client) => watch(client, asked, invocation));
  },
};

interface AskedWatch {
  readonly range: KeyRange;
  readonly startRevision: number;
  readonly eventsMax: number;
}

function askedWatch({ operands, flags }: Invocation): AskedWatch {
  const key = keyOperand(operands[0] ?? '', flags.has('hex'));
  return {
    range: flags.has('exact') ? { key, rangeEnd: new Uint8Array() } : prefixRange(key),
    startRevision: countFlag(flags, 'rev', 0, 1),
    eventsMax: countFlag(flags, 'max-events', Number.POSITIVE_INFINITY, 1),
  };
}

async function watch(client: EtcdClient, asked: AskedWatch, { flags, io }: Invocation): Promise<number> {
  const format = outputFormat(flags, 'simple');
  let left = asked.eventsMax;
  const options = { ...asked.range, startRevision: asked.startRevision, prevKv: true };
  const messages = messageQueue(client, options, io.signal);
  for await (const message of messages) {
    if (message.kind === 'refused') {
      throw message.error;
    }
    const shown = message.kind === 'events' ? { ...message, events: message.events.slice(0, left) } : message;
    left -= shown.kind === 'events' ? shown.events.length : 0;
    await print(shown, format, io);
    if (left <= 0) {
      break;
    }
  }
  return 0;
}

/** Lines wait here while the reader of our output is slow; more than this ends the command. */
const waitingEventsMax = 500_000;

/** Turns the client's callbacks into an async sequence that ends with `signal`. */
async function* messageQueue(
  client: EtcdClient,
  options: Parameters<EtcdClient['watch']>[0],
  signal: AbortSignal,
): AsyncGenerator<WatchMessage> {
  const queue: WatchMessage[] = [];
  let waiting = 0;
  let wake = (): void => undefined;
  const subscription = client.watch(options, (message) => {
    queue.push(message);
    waiting += message.kind === 'events' ? message.events.length : 0;
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const message = queue.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (waiting > waitingEventsMax) {
        throw new Error(
          `${grouped(waiting)} events wait to be written: the reader of the output is too slow; ` +
            'write to a file, or follow a smaller prefix',
        );
      } else {
        waiting -= message.kind === 'events' ? message.events.length : 0;
        yield message;
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    subscription.cancel();
  }
}

/** All but the refusal, which ends the command. */
type Told = Exclude<WatchMessage, { kind: 'refused' }>;

/** Events go to stdout; what happened to the connection goes to stderr, or into the JSON Lines. */
async function print(message: Told, format: OutputFormat, io: Invocation['io']): Promise<void> {
  if (format === 'json') {
    await write(
      io.stdout,
      jsonLines(message)
        .map((line) => `${jsonText(line, 0)}\n`)
        .join(''),
    );
  } else if (message.kind === 'events') {
    await write(io.stdout, message.events.map((event) => eventLine(event, message.receivedMs)).join(''));
  } else {
    await write(io.stderr, connectionLine(message));
  }
}

function jsonLines(message: Told): Json[] {
  switch (message.kind) {
    case 'events':
      return message.events.map((event) => eventJson(event, message.receivedMs));
    case 'created':
      return [{ type: 'created', revision: message.revision, endpoint: message.endpoint }];
    case 'progress':
      return [{ type: 'progress', revision: message.revision }];
    case 'interrupted':
      return [{ type: 'interrupted', nextRevision: message.nextRevision, error: message.error.message }];
    case 'hole':
      return [{ type: 'hole', fromRevision: message.fromRevision, toRevision: message.toRevision }];
  }
}

function eventJson(event: Event, receivedMs: number): Json {
  const kv = event.kv;
  const isDelete = event.type === Event_EventType.DELETE;
  const time = new Date(receivedMs).toISOString();
  const previous = event.prevKv === undefined ? {} : { previous: keyValueJson(event.prevKv, false) };
  if (kv === undefined) {
    return { type: 'unknown', time };
  }
  return isDelete
    ? { type: 'delete', time, ...bytesField('key', kv.key), modRevision: kv.modRevision, ...previous }
    : { type: 'put', time, kv: keyValueJson(kv, false), ...previous };
}

const previewBytes = 240;
const previewCharacters = 60;

function eventLine(event: Event, receivedMs: number): string {
  const kv = event.kv;
  if (kv === undefined) {
    return '';
  }
  const key = keyText(kv.key);
  const head = `${clockTimeMs(receivedMs)}  ${eventSign(event)} ${key}  rev ${grouped(kv.modRevision)}`;
  if (event.type === Event_EventType.DELETE) {
    return `${head}\n`;
  }
  const preview = safeText(kv.value.subarray(0, previewBytes));
  const cut = preview.length > previewCharacters ? `${preview.slice(0, previewCharacters)}…` : preview;
  return `${head}  ${byteSize(kv.value.length)}  ${cut}\n`;
}

/** The same signs as in the inspector's log: created, updated, deleted. */
function eventSign(event: Event): string {
  if (event.type === Event_EventType.DELETE) {
    return '−';
  }
  return event.kv?.version === 1 ? '+' : '~';
}

function connectionLine(message: Exclude<Told, { kind: 'events' }>): string {
  switch (message.kind) {
    case 'created':
      return `following from revision ${grouped(message.revision + 1)} at ${safeText(message.endpoint)}\n`;
    case 'progress':
      return '';
    case 'interrupted':
      return `interrupted: ${message.error.message}; trying again from revision ${grouped(message.nextRevision)}\n`;
    case 'hole':
      return `missing: revisions ${grouped(message.fromRevision)} to ${grouped(message.toRevision)} were compacted before they could be read\n`;
  }
}
