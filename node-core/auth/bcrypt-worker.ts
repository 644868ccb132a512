import { parentPort } from 'node:worker_threads';
import { compareSync, encodeBase64, hashSync } from 'bcryptjs';
import type { BcryptJob, BcryptResult, NumberedJob } from './bcrypt-job.js';

/** The thread's whole program: one job after the other, as they come. */
parentPort?.on('message', ({ number, job }: NumberedJob) => {
  const result: BcryptResult = { number, ...run(job) };
  parentPort?.postMessage(result);
});

function run(job: BcryptJob): Omit<BcryptResult, 'number'> {
  switch (job.kind) {
    case 'hash': {
      const salt = encodeBase64([...job.salt], job.salt.length);
      return { hash: hashSync(job.password, `$2a$${String(job.cost).padStart(2, '0')}$${salt}`) };
    }
    case 'compare':
      return { matches: matches(job.password, job.hash) };
  }
}

/** What is no hash matches nothing. */
function matches(password: string, hash: string): boolean {
  try {
    return compareSync(password, hash);
  } catch {
    return false;
  }
}
