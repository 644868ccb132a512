import { Worker } from 'node:worker_threads';
import type { BcryptJob, BcryptResult } from './bcrypt-job.js';
import { AuthError } from './errors.js';

/** The thread's program, put in by the build; without a build the thread loads the module beside this one. */
declare const __ETCDSCOPE_BCRYPT_WORKER__: string | undefined;

/** At ten a second, what waits behind these has given up long before its turn. */
const waitingMax = 256;

type Settle = Pick<ReturnType<typeof Promise.withResolvers<BcryptResult>>, 'resolve' | 'reject'>;

/**
 * bcrypt takes a tenth of a second at etcd's cost, and nobody else may wait for it: a thread does it, one job
 * after the other. It begins with the first job, and does not keep the process alive while it has none.
 */
class BcryptThread {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Settle>();
  #lastNumber = 0;

  /** @throws AuthError when too many wait already */
  run(job: BcryptJob): Promise<BcryptResult> {
    if (this.#waiting.size >= waitingMax) {
      return Promise.reject(new AuthError('too-many-logins'));
    }
    const { promise, resolve, reject } = Promise.withResolvers<BcryptResult>();
    const worker = this.#worker ?? this.#start();
    this.#lastNumber += 1;
    this.#waiting.set(this.#lastNumber, { resolve, reject });
    worker.ref();
    worker.postMessage({ number: this.#lastNumber, job });
    return promise;
  }

  #start(): Worker {
    const worker =
      typeof __ETCDSCOPE_BCRYPT_WORKER__ === 'string'
        ? new Worker(__ETCDSCOPE_BCRYPT_WORKER__, { eval: true })
        : new Worker(new URL('./bcrypt-worker.ts', import.meta.url));
    worker.on('message', (result: BcryptResult) => {
      this.#waiting.get(result.number)?.resolve(result);
      this.#waiting.delete(result.number);
      if (this.#waiting.size === 0) {
        worker.unref();
      }
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('the thread that checks passwords has ended')));
    this.#worker = worker;
    return worker;
  }

  /** The next job starts another thread. */
  #fail(error: unknown): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) {
      reject(error);
    }
  }
}

/** One for the process, whatever members run in it. */
export const bcryptThread = new BcryptThread();
