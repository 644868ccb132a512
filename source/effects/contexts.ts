import type { ClusterChoices, ContextsEffect, ContextsEvent } from '../store/contexts.js';
import type { RunEffect } from '../store/step.js';
import { perSession } from './per-session.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';

/** A connection under way: what it asks, and how it is stopped. */
interface Attempt {
  readonly stop: AbortController;
  givePassword: (password: string) => void;
}

type Dispatch = (event: ContextsEvent) => void;

const attempts = perSession(() => new Map<number, Attempt>());

const noneKnown: ClusterChoices = {
  choices: [],
  problems: ['This session knows of no other cluster.'],
};

export const runContextsEffect: RunEffect<ContextsEffect, ContextsEvent, Services> = (
  effect,
  services,
  dispatch,
) => {
  switch (effect.type) {
    case 'list-names':
      void list(services).then(({ choices }) =>
        dispatch({ type: 'names-listed', names: choices.map(({ name }) => name) }),
      );
      return;
    case 'list-clusters':
      void list(services).then((listed) => dispatch({ type: 'clusters-listed', run: effect.run, listed }));
      return;
    case 'connect':
      void connect(effect, services, dispatch);
      return;
    case 'give-password':
      attempts(services).get(effect.run)?.givePassword(effect.password);
      return;
    case 'stop-connecting':
      attempts(services).get(effect.run)?.stop.abort();
  }
};

async function list({ switching }: Services): Promise<ClusterChoices> {
  try {
    return (await switching?.clusters.list()) ?? noneKnown;
  } catch (error) {
    return { choices: [], problems: [sentenceOf(error)] };
  }
}

async function connect(
  { run, id }: Extract<ContextsEffect, { type: 'connect' }>,
  services: Services,
  dispatch: Dispatch,
): Promise<void> {
  const { switching } = services;
  if (switching === undefined) return;
  const attempt: Attempt = { stop: new AbortController(), givePassword: () => {} };
  attempts(services).set(run, attempt);
  const signal = AbortSignal.any([attempt.stop.signal, services.signal]);
  const askPassword = (user: string): Promise<string> =>
    new Promise((resolve, reject) => {
      attempt.givePassword = resolve;
      signal.addEventListener('abort', () => reject(new Error('No password was given.')), { once: true });
      dispatch({ type: 'password-wanted', run, user });
    });
  try {
    const opened = await switching.clusters.open(id, askPassword, signal);
    if (signal.aborted) opened.client.close();
    else switching.switchTo(opened);
  } catch (error) {
    dispatch({ type: 'connecting-failed', run, reason: sentenceOf(error) });
  } finally {
    attempts(services).delete(run);
  }
}
