import { setImmediate as turn } from 'node:timers/promises';
import { JsonLayout } from '../presentation/json-layout.js';
import { textDocument } from '../store/value-document.js';
import type { ValueEffect, ValueEvent } from '../store/value-state.js';

/** A few milliseconds' worth; keys are heard between two steps. */
const stepCharacters = 100_000;

/** Lays JSON out, a step a turn of the event loop. */
export async function layOut(
  { run, text }: Extract<ValueEffect, { type: 'lay-out' }>,
  signal: AbortSignal,
  dispatch: (event: ValueEvent) => void,
): Promise<void> {
  const layout = new JsonLayout(text);
  while (layout.advance(stepCharacters)) {
    await turn();
    if (signal.aborted) return;
  }
  const pretty = layout.text();
  await turn();
  if (signal.aborted) return;
  dispatch({
    type: 'laid-out',
    run,
    document: pretty === undefined ? undefined : textDocument(pretty, 'json'),
  });
}
