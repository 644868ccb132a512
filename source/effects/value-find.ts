import { setImmediate as turn } from 'node:timers/promises';
import { Finder } from '../store/value-find.js';
import type { SearchEffect, SearchEvent } from '../store/value-searching.js';

/** A few milliseconds' worth; keys are heard between two steps. */
const stepCharacters = 500_000;

/** How often what is found so far is told, in steps. */
const toldSteps = 8;

/** Looks for a text, a step a turn of the event loop. */
export async function find(
  { run, document, query }: Extract<SearchEffect, { type: 'find' }>,
  signal: AbortSignal,
  dispatch: (event: SearchEvent) => void,
): Promise<void> {
  const finder = new Finder(document, query);
  await turn();
  for (let steps = 1; !signal.aborted && finder.advance(stepCharacters); steps += 1) {
    if (steps % toldSteps === 0) dispatch({ type: 'search-told', run, found: finder.found() });
    await turn();
  }
  if (!signal.aborted) dispatch({ type: 'search-told', run, found: finder.found() });
}
