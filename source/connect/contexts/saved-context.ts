import { ConnectionError } from '../connection-error.js';
import { type ConnectionFlagName, connectionFlags, type Ground } from '../flags.js';

/**
 * A connection kept under a name: what flags would say, by the names of the flags. A password is never
 * in it: there is the file that holds it, or it is asked for.
 */
export interface SavedContext {
  readonly values: ReadonlyMap<SavedFlagName, string>;
}

export type SavedFlagName = Exclude<ConnectionFlagName, 'password'>;

/** The saved contexts, and the one that is taken when nothing else is said. */
export interface SavedContexts {
  readonly current: string | undefined;
  readonly contexts: ReadonlyMap<string, SavedContext>;
}

export const noContexts: SavedContexts = { current: undefined, contexts: new Map() };

export function isSavedFlag(name: string): name is SavedFlagName {
  return name !== 'password' && connectionFlags.some((flag) => flag.name === name);
}

/** Confirmations ask for the name: it must be easy to type, and look like nothing but itself. */
const contextNames = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/u;

/** The sentence that says why a context cannot be called so; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  return contextNames.test(name)
    ? undefined
    : `a context cannot be called ${JSON.stringify(name)}: take up to 63 of A-Z a-z 0-9 . _ @ -, a letter or digit first.`;
}

/** @throws ConnectionError when there is no such context. */
export function contextNamed({ contexts }: SavedContexts, name: string): SavedContext {
  const context = contexts.get(name);
  if (context === undefined) {
    const saved = contexts.size === 0 ? 'none is' : `there are ${[...contexts.keys()].join(', ')}`;
    throw new ConnectionError(
      `no context ${JSON.stringify(name)} is saved (${saved}): see "etcdscope context list".`,
    );
  }
  return context;
}

/** What a context says, to be taken where neither flag nor variable says anything. */
export function groundOf(name: string, context: SavedContext): Ground {
  return { source: `context ${name}`, values: context.values };
}

export function withContext(all: SavedContexts, name: string, context: SavedContext): SavedContexts {
  return { ...all, contexts: new Map([...all.contexts, [name, context]]) };
}

/** Whoever removes the current one has none afterwards. */
export function withoutContext(all: SavedContexts, name: string): SavedContexts {
  contextNamed(all, name);
  return {
    current: all.current === name ? undefined : all.current,
    contexts: new Map([...all.contexts].filter(([each]) => each !== name)),
  };
}
