import { Box, type SuspendTerminal, Text, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { memo, type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AppState } from '../store/app.js';
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

/** One row of the screen, already cut and coloured: Ink compares a string and draws nothing that stayed. */
const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text}</Text>;
});

function feed(runtime: Runtime, { presses, isPaste }: Input): void {
  for (const press of presses) {
    if (isPaste && !isTyping(runtime.getState())) return;
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

function Drawn({ state, environment }: DrawnProps): ReactNode {
  const screen = useMemo(createScreen, []);
  const paint = useMemo(createPainter, []);
  const { columns, rows, redraws, settings } = state.ui;
  const skin = chooseSkin(environment, settings.skin);
  return (
    <Box key={redraws} flexDirection="column" width={columns} height={rows}>
      {screen(state).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen.
        <Line key={index} text={paint(row, skin)} />
      ))}
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
