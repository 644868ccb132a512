import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { EtcdClient } from '../client/api.js';
import { Budget, cautiousRates } from '../tree/budget.js';
import type { ListingPorts } from '../tree/listing.js';
import { RangeBatch } from '../tree/range-batch.js';
import type { CommandIo } from './command.js';

/** Reads of one command, which together keep to one budget. */
export function pacedReads(client: EtcdClient, io: CommandIo): ListingPorts {
  return {
    range: (request, options) => client.kv.range(request, options),
    stream: (request, options) => client.kv.rangeStream(request, options),
    batch: new RangeBatch(client.kv),
    budget: new Budget(cautiousRates, {
      nowMs: io.now,
      sleep: (delayMs, signal) => sleep(delayMs, undefined, signal === undefined ? {} : { signal }),
    }),
    pause: () => setImmediate(),
    nowMs: io.now,
  };
}
