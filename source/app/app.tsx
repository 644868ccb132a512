import {
  Box,
  type SuspendTerminal,
  Text,
  Transform,
  useApp,
  useInput,
  useIsScreenReaderEnabled,
  usePaste,
} from 'ink';
import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AppEvent, AppState } from '../store/app.js';
import { createPainter } from '../theme/paint.js';
import { type Input, readInput, readPaste } from './input.js';
import { eventsOf, isTyping } from './keyboard.js';
import type { Runtime } from './runtime.js';
import { createScreen } from './screen.js';
import { chooseSkin } from './skins.js';
import { spokenLines } from './spoken.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface AppProps {
  readonly runtime: Runtime;
  readonly environment: Environment;
  /** Is given Ink's way of letting the terminal go for a while. */
  readonly onSuspender: (suspend: SuspendTerminal) => void;
}

const blankRows = (rows: number): string => Array<string>(Math.max(1, rows)).fill(' ').join('\n');

const notTaken: AppEvent = {
  to: 'ui',
  event: {
    type: 'notify',
    tone: 'warning',
    text: 'What was pasted is not taken, for no field is open; / and : open one.',
  },
};

function feed(runtime: Runtime, { presses, isPaste }: Input): void {
  for (const press of presses) {
    if (isPaste && !isTyping(runtime.getState())) {
      runtime.dispatch(notTaken);
      return;
    }
    for (const event of eventsOf(runtime.getState(), press)) runtime.dispatch(event);
  }
}

function Spoken({ state }: { readonly state: AppState }): ReactNode {
  return <Text>{spokenLines(state).join('\n')}</Text>;
}

interface DrawnProps {
  readonly state: AppState;
  readonly environment: Environment;
}

/**
 * The rows of the screen are cut and coloured already, so Ink has nothing to measure: it lays out one blank
 * text of as many rows, once, and each frame puts its own in their places as they are written.
 */
function Drawn({ state, environment }: DrawnProps): ReactNode {
  const screen = useMemo(createScreen, []);
  const paint = useMemo(createPainter, []);
  const { columns, rows, redraws, settings } = state.ui;
  const blank = useMemo(() => blankRows(rows), [rows]);
  const skin = chooseSkin(environment, settings);
  const painted = screen(state).map((row) => paint(row, skin));
  return (
    <Box key={redraws} width={columns} height={rows}>
      <Transform transform={(_, index) => painted[index] ?? ''}>{blank}</Transform>
    </Box>
  );
}

export function App({ runtime, environment, onSuspender }: AppProps): ReactNode {
  const state = useSyncExternalStore(runtime.subscribe, runtime.getState);
  const { waitUntilRenderFlush, suspendTerminal } = useApp();
  useEffect(() => onSuspender(suspendTerminal), [onSuspender, suspendTerminal]);
  const take = (input: Input): void => {
    feed(runtime, input);
    // What a key did is drawn at once, however recently something else was. Why the inspector ended is told elsewhere.
    waitUntilRenderFlush().catch(() => undefined);
  };
  useInput((input, key) => take(readInput(input, key)));
  usePaste((text) => take(readPaste(text)));
  return useIsScreenReaderEnabled() ? (
    <Spoken state={state} />
  ) : (
    <Drawn state={state} environment={environment} />
  );
}
