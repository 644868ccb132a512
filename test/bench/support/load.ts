import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Job, JobNotice, LoadJob, LoadResult, WatchJob, WatchResult } from './load-job.js';

/** A load generator in a process of its own, warm after its first job. */
export class LoadGenerator {
  readonly #child: ChildProcess;
  #onNotice: (notice: JobNotice) => void = () => undefined;

  constructor() {
    const script = fileURLToPath(new URL('load-process.ts', import.meta.url));
    this.#child = fork(script, { execArgv: ['--import', 'tsx'] });
    this.#child.on('message', (notice: JobNotice) => this.#onNotice(notice));
    this.#child.on('exit', (code) => this.#onNotice({ kind: 'failed', reason: `it ended with ${code}` }));
  }

  async load(job: Omit<LoadJob, 'kind'>): Promise<LoadResult> {
    const result = await this.#run({ ...job, kind: 'load' }, (notice) =>
      notice.kind === 'load-result' ? notice.result : undefined,
    );
    if (result.failed > 0) {
      throw new Error(`${result.failed} calls failed, ${result.answered} were answered`);
    }
    return result;
  }

  /** Resolves when the watches are there; `result` when all events have come. */
  async watch(job: Omit<WatchJob, 'kind'>): Promise<{ readonly result: Promise<WatchResult> }> {
    const ready = Promise.withResolvers<void>();
    const result = this.#run({ ...job, kind: 'watch' }, (notice) => {
      if (notice.kind === 'ready') {
        ready.resolve();
      }
      return notice.kind === 'watch-result' ? notice.result : undefined;
    });
    result.catch(ready.reject);
    await ready.promise;
    return { result };
  }

  close(): void {
    this.#onNotice = () => undefined;
    this.#child.kill();
  }

  #run<T>(job: Job, resultOf: (notice: JobNotice) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onNotice = (notice) => {
        const result = resultOf(notice);
        if (notice.kind === 'failed') {
          reject(new Error(`the load generator failed: ${notice.reason}`));
        } else if (result !== undefined) {
          resolve(result);
        }
      };
      this.#child.send(job);
    });
  }
}
