/** The load generator's own process: takes jobs from its parent, one at a time, and answers each. */
import { Http2Caller } from './http2-caller.js';
import type { Job, JobNotice, LoadJob, LoadResult } from './load-job.js';
import { requestBodies } from './request-bodies.js';
import { percentile } from './statistics.js';
import { runWatch } from './watch-load.js';

const tell = (notice: JobNotice): void => {
  process.send?.(notice);
};

process.on('disconnect', () => process.exit());
process.on('message', (job: Job) => {
  run(job).catch((error: unknown) =>
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});

async function run(job: Job): Promise<void> {
  if (job.kind === 'load') {
    tell({ kind: 'load-result', result: await runLoad(job) });
  } else {
    tell({ kind: 'watch-result', result: await runWatch(job, () => tell({ kind: 'ready' })) });
  }
}

async function runLoad(job: LoadJob): Promise<LoadResult> {
  const callers = await Promise.all(
    Array.from({ length: Math.min(job.clients, job.connections) }, () => Http2Caller.open(job.port)),
  );
  const load = new Load(job);
  const startedMs = Date.now();
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  await new Promise<void>((resolve) => {
    for (let client = 0; client < job.clients; client++) {
      const caller = callers[client % callers.length];
      if (caller !== undefined) {
        load.keepBusy(caller, resolve);
      }
    }
  });
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const caller of callers) {
    caller.close();
  }
  return {
    answered: load.latencies.length,
    failed: load.failed,
    perSecond: load.latencies.length / seconds,
    bytesPerSecond: load.bytes / seconds,
    p50Ms: percentile(load.latencies, 0.5),
    p99Ms: percentile(load.latencies, 0.99),
    generatorCpu: (user + system) / 1e6 / seconds,
    startedMs,
  };
}

/** Calls until the job is done; what they were answered with. */
class Load {
  readonly latencies: number[] = [];
  failed = 0;
  bytes = 0;
  readonly #bodies;
  readonly #endsAt: number;
  #left: number;
  #underWay = 0;

  constructor({ request, until }: LoadJob) {
    this.#bodies = requestBodies(request);
    this.#endsAt = 'seconds' in until ? performance.now() + until.seconds * 1_000 : Number.POSITIVE_INFINITY;
    this.#left = 'calls' in until ? until.calls : Number.POSITIVE_INFINITY;
  }

  /** One client: its next call goes out when the one before is answered. */
  keepBusy(caller: Http2Caller, done: () => void): void {
    let calledAt = 0;
    const call = (): void => {
      calledAt = performance.now();
      if (calledAt >= this.#endsAt || this.#left <= 0) {
        if (this.#underWay === 0) {
          done();
        }
        return;
      }
      this.#left -= 1;
      this.#underWay += 1;
      caller.call(this.#bodies.path, this.#bodies.next(), listener);
    };
    const listener = {
      data: (piece: Buffer) => {
        this.bytes += piece.length;
      },
      end: (ok: boolean) => {
        this.#underWay -= 1;
        if (ok) {
          this.latencies.push(performance.now() - calledAt);
        } else {
          this.failed += 1;
          this.#left = this.failed > failuresMax ? 0 : this.#left;
        }
        call();
      },
    };
    call();
  }
}

/** After these it is not a measurement any more. */
const failuresMax = 100;
