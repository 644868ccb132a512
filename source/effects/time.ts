import { likelyRoots } from '../kube/resources.js';
import { oldestReadableRevision } from '../maintenance/history-edge.js';
import type { RunEffect } from '../store/step.js';
import type { TimeEffect, TimeEvent } from '../store/time.js';
import { findMoment, newestRevision } from './find-moment.js';
import { readsOf } from './keys.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';

export const runTimeEffect: RunEffect<TimeEffect, TimeEvent, Services> = (effect, services, dispatch) => {
  const tell = (event: TimeEvent): void => {
    if (!services.signal.aborted) dispatch(event);
  };
  switch (effect.type) {
    case 'find-moment':
      void lookFor(effect, services).then(tell);
      return;
    case 'find-oldest':
      void findOldest(effect.known, services).then((oldest) => tell({ type: 'oldest-found', oldest }));
  }
};

async function lookFor(
  { run, wanted, clock }: Extract<TimeEffect, { type: 'find-moment' }>,
  services: Services,
): Promise<TimeEvent> {
  const { client, signal } = services;
  try {
    const found = await findMoment(wanted, {
      client,
      clock,
      nowMs: services.nowMs(),
      signal,
      registryRoots: likelyRoots(services.registryRoot),
      reads: readsOf(services),
    });
    return found.kind === 'moment'
      ? { type: 'moment-found', run, moment: found.moment, newest: found.newest }
      : { type: 'moment-refused', run, reason: found.reason };
  } catch (error) {
    return { type: 'moment-refused', run, reason: sentenceOf(error) };
  }
}

/** undefined where it is not permitted to be asked, or nobody answers. */
async function findOldest(
  known: number | undefined,
  { client, signal }: Services,
): Promise<number | undefined> {
  try {
    const newest = await newestRevision({ client, signal });
    return await oldestReadableRevision(client, newest, signal, known);
  } catch {
    return undefined;
  }
}
