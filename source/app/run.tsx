import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import type { EtcdClient } from '../client/api.js';
import type { ReadCertificateFiles } from '../effects/certificate-files.js';
import type { Services } from '../effects/services.js';
import type { Clusters, OpenedCluster, Switching } from '../effects/switching.js';
import { safeText } from '../presentation/text.js';
import { switchedNotice } from '../store/contexts.js';
import type { SessionFacts } from '../store/session.js';
import { defaultSettings } from '../store/ui-settings.js';
import { App } from './app.js';
import { type Keeping, saveSettings, tellProblems } from './keeping.js';
import { unfinishedSentence } from './leaving.js';
import { Lending } from './lending.js';
import { openMouseInput } from './mouse-input.js';
import { mouseOffSequence, mouseOnSequence } from './mouse-reports.js';
import { clipboardSequence, keepTitleSequence, restoreTitleSequence } from './operating-system-commands.js';
import { point } from './pointer.js';
import { Runtime } from './runtime.js';
import {
  claimTerminal,
  clearSequence,
  exitCodeOf,
  guardTerminal,
  type Host,
  type Interruption,
  restoreTerminal,
  sentenceOf,
  stopJob,
  type TerminalInput,
  type TerminalOutput,
} from './terminal.js';
import { followTitle } from './title.js';
import { followWishes } from './wishes.js';

/** Wall time in milliseconds, and calling back later; the returned function takes the call back. */
export type Clock = Pick<Services, 'nowMs' | 'after'>;

export interface InspectorOptions {
  /** Closed when another cluster is gone to; else whoever made it closes it. */
  readonly client: EtcdClient;
  /** The cluster's name, which confirmations ask to be typed. */
  readonly contextName: string;
  /** How the connection was found: `flags`, `local demo`, `kubeadm`. */
  readonly source: string;
  /** How it was found, a sentence each; told at the start. */
  readonly notes?: readonly string[];
  /** The certificate files of this host's etcd, when they led to the cluster. */
  readonly readCertificates?: ReadCertificateFiles | undefined;
  /** Where this host's API server keeps its objects, when it was told where. */
  readonly registryRoot?: string | undefined;
  /** Other clusters that can be gone to. */
  readonly clusters?: Clusters;
  /** Without it nothing that changes the cluster can be started. */
  readonly writable: boolean;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  /** Where the one sentence goes when the inspector did not end by a key. */
  readonly stderr: NodeJS.WritableStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The machine's when left out. */
  readonly clock?: Clock;
  /** Whose signals and faults end the inspector; this process when left out. */
  readonly host?: Host;
  /** Stops the inspector until it is continued; this process and its job when left out. */
  readonly stop?: () => void;
  /** Where settings come from and go to; there are none but the defaults when left out. */
  readonly keeping?: Keeping;
  /** Called when the terminal has been given back, however the inspector ended. */
  readonly onExit?: () => void | Promise<void>;
}

const machineClock: Clock = {
  nowMs: Date.now,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

type OpenedParts = Pick<OpenedCluster, 'client' | 'readCertificates' | 'registryRoot'>;

/** Of one session; its timers end with it. */
function makeServices(
  { environment, clock = machineClock }: InspectorOptions,
  { client, readCertificates, registryRoot }: OpenedParts,
  signal: AbortSignal,
  switching: Switching | undefined,
  lending: Lending,
): Services {
  return {
    client,
    readCertificates,
    registryRoot,
    switching,
    environment,
    signal,
    nowMs: clock.nowMs,
    lendTerminal: (use) => lending.lend(use),
    after(delayMs, callback) {
      const cancel = clock.after(delayMs, () => {
        signal.removeEventListener('abort', cancel);
        callback();
      });
      signal.addEventListener('abort', cancel, { once: true });
      return cancel;
    },
  };
}

/**
 * The session that is looked at: the one the inspector was opened with, until another cluster is gone to. The
 * first is closed by whoever made it, if it is the last, too.
 */
class Sessions {
  readonly #options: InspectorOptions;
  #cluster: OpenedParts;
  #ending = new AbortController();
  readonly #lending: Lending;
  #runtime: Runtime | undefined;

  constructor(options: InspectorOptions, lending: Lending) {
    this.#options = options;
    this.#lending = lending;
    this.#cluster = options;
  }

  services(): Services {
    const { clusters } = this.#options;
    const switching = clusters && { clusters, switchTo: (opened: OpenedCluster) => this.#switchTo(opened) };
    return makeServices(this.#options, this.#cluster, this.#ending.signal, switching, this.#lending);
  }

  begin(runtime: Runtime): void {
    this.#runtime = runtime;
    const { contextName, source, notes = [] } = this.#options;
    runtime.start(this.#factsOf({ contextName, source }));
    tellNotes(runtime, notes);
  }

  #factsOf(target: Pick<SessionFacts, 'contextName' | 'source'>): SessionFacts {
    return { ...target, writable: this.#options.writable, endpoints: this.#cluster.client.endpoints };
  }

  #switchTo(opened: OpenedCluster): void {
    const { contextName, source, notes } = opened;
    this.#ending.abort();
    this.#cluster.client.close();
    this.#cluster = opened;
    this.#ending = new AbortController();
    const runtime = this.#runtime;
    runtime?.switchTo(this.services(), this.#factsOf({ contextName, source }));
    if (runtime === undefined) return;
    tellNotes(runtime, notes);
    runtime.dispatch({ to: 'ui', event: switchedNotice(contextName, this.#options.writable) });
  }

  end(): void {
    this.#ending.abort();
    const { client } = this.#cluster;
    if (client !== this.#options.client) client.close();
  }
}

/** The first is the one that counts, so it is told last and stays. */
function tellNotes(runtime: Runtime, notes: readonly string[]): void {
  for (const text of notes.toReversed()) {
    runtime.dispatch({ to: 'ui', event: { type: 'notify', tone: 'ok', text } });
  }
}

const defaultSize = { columns: 80, rows: 24 };

/** Tells the size of the window, now and whenever it changes. */
function followWindow(runtime: Runtime, stdout: TerminalOutput, resized: (tell: () => void) => void) {
  const tell = (): void => {
    const columns = stdout.columns ?? defaultSize.columns;
    const rows = stdout.rows ?? defaultSize.rows;
    runtime.dispatch({ to: 'ui', event: { type: 'window-resized', columns, rows } });
  };
  const onResize = (): void => resized(tell);
  tell();
  stdout.on('resize', onResize);
  return () => stdout.off('resize', onResize);
}

const isRead = (environment: InspectorOptions['environment']): boolean =>
  environment['INK_SCREEN_READER'] === 'true';

/** What Ink is told: the alternate screen, changed lines only, and keys drawn at once. */
function draw(app: ReactNode, options: InspectorOptions, stdin: TerminalInput): Instance {
  return render(app, {
    stdin,
    stdout: options.stdout,
    stderr: options.stderr,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: 60,
    patchConsole: false,
    exitOnCtrlC: false,
    isScreenReaderEnabled: isRead(options.environment),
  });
}

/**
 * The way to the shell and back. The returned functions: to go there; and to stop listening for coming
 * back, which happens as well when something else stopped and continued the process.
 */
function followShell(
  runtime: Runtime,
  { stdin, stdout, host = process, stop = stopJob }: InspectorOptions,
  adorn: () => void,
  lending: Lending,
) {
  const comeBack = (): void => {
    // A stopped editor is continued together with this process, and has the terminal again.
    if (lending.isAway) return;
    claimTerminal(stdin, stdout);
    adorn();
    runtime.dispatch({ to: 'ui', event: { type: 'redraw' } });
  };
  host.on('SIGCONT', comeBack);
  return {
    suspend: (): void => {
      restoreTerminal(stdin, stdout);
      stop();
      stdout.write(keepTitleSequence);
      comeBack();
    },
    unfollow: () => host.off('SIGCONT', comeBack),
  };
}

/** The mouse, where there may be one: a screen reader has none. */
function followMouse(runtime: Runtime, { stdin, stdout, environment }: InspectorOptions) {
  if (isRead(environment)) {
    const nothing = (): void => {};
    return {
      stdin,
      set: nothing,
      pause: () => void stdin.pause(),
      resume: () => void stdin.resume(),
      close: nothing,
    };
  }
  const input = openMouseInput(stdin, (report) => point(runtime, report));
  const set = (): void => {
    stdout.write(runtime.getState().ui.settings.mouse ? mouseOnSequence : mouseOffSequence);
  };
  return { ...input, set };
}

/** An inspector on a terminal, until it is closed. */
export interface OpenInspector {
  readonly runtime: Runtime;
  readonly instance: Instance;
  readonly lending: Lending;
  /** Gives the terminal back. */
  close(): Promise<void>;
}

/** Opens the inspector; `end` is called once it should close: with nothing when the operator wants it. */
export function openInspector(
  options: InspectorOptions,
  end: (interruption?: Interruption) => void,
): OpenInspector {
  const { stdin, stdout } = options;
  const lending = new Lending();
  const sessions = new Sessions(options, lending);
  const runtime = new Runtime(sessions.services());
  const settings = options.keeping?.settings ?? defaultSettings;
  runtime.dispatch({ to: 'ui', event: { type: 'settings-changed', settings } });
  const app = <App runtime={runtime} environment={options.environment} onSuspender={lending.offer} />;
  const blank = (): void => {
    stdout.write(clearSequence);
    instance.clear();
  };
  // This hears of a new size before Ink does, which draws at once what there is: it must not be a frame
  // of the old size. And what a terminal leaves of a frame when it is resized is anyone's guess.
  const unfollow = followWindow(runtime, stdout, (tell) => {
    if (lending.isAway) {
      tell();
      return;
    }
    blank();
    tell();
    instance.rerender(app);
  });
  const mouse = followMouse(runtime, options);
  const setTitle = followTitle(runtime, stdout, lending);
  const adorn = (): void => {
    mouse.set();
    setTitle();
  };
  const shell = followShell(runtime, options, adorn, lending);
  lending.hear({
    release: () => {
      mouse.pause();
      stdout.write(`${mouseOffSequence}${restoreTitleSequence}`);
    },
    reclaim: () => {
      mouse.resume();
      stdout.write(keepTitleSequence);
      adorn();
    },
  });
  followWishes(runtime, {
    quit: end,
    blank,
    suspend: shell.suspend,
    save: () => void saveSettings(runtime, options.keeping),
    setMouse: mouse.set,
    copy: () => stdout.write(clipboardSequence(runtime.getState().ui.copied?.text ?? '')),
  });
  const instance = draw(app, options, mouse.stdin);
  stdout.write(keepTitleSequence);
  adorn();
  instance.waitUntilExit().catch((error: unknown) => end({ kind: 'fault', error }));
  try {
    sessions.begin(runtime);
    tellProblems(runtime, options.keeping);
  } catch (error) {
    end({ kind: 'fault', error });
  }
  return {
    runtime,
    instance,
    lending,
    close: async () => {
      runtime.stop();
      lending.close();
      sessions.end();
      unfollow();
      shell.unfollow();
      await unmount(instance);
      mouse.close();
      restoreTerminal(stdin, stdout);
    },
  };
}

/** Ink's own end; a fault that ended the inspector was told already. */
async function unmount(instance: Instance): Promise<void> {
  try {
    instance.unmount();
    await instance.waitUntilExit();
  } catch {
    // `waitUntilExit` rejects with that same fault again.
  }
}

/**
 * Runs the inspector on a terminal and answers with the exit code when it ends: 0 when the operator
 * left, else what the signal or the fault calls for. The terminal is given back in every case.
 */
export async function runInspector(options: InspectorOptions): Promise<number> {
  const { stdin, stdout, stderr } = options;
  const { promise: ended, resolve: end } = Promise.withResolvers<Interruption | undefined>();
  let lending: Lending | undefined;
  const unguard = guardTerminal(options.host ?? process, stdin, stdout, (cause) => {
    if (lending?.isForOther(cause) !== true) end(cause);
  });
  let interruption: Interruption | undefined;
  let unfinished: string | undefined;
  try {
    const inspector = openInspector(options, end);
    lending = inspector.lending;
    interruption = await ended;
    unfinished = unfinishedSentence(inspector.runtime.getState());
    await inspector.close();
  } finally {
    unguard();
  }
  await options.onExit?.();
  if (unfinished !== undefined) stderr.write(`${safeText(unfinished)}\n`);
  if (interruption === undefined) return 0;
  stderr.write(`${safeText(sentenceOf(interruption))}\n`);
  return exitCodeOf(interruption);
}
