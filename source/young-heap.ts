import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * How much memory new objects may take before it is looked through, in bytes; V8 keeps it twice. By default V8
 * goes up to four times of it on a flood, and keeps that for ever; with much less it copies what lives over and over.
 */
const youngBytesMax = 32_000_000;

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}

/**
 * Keeps V8's space for new objects small. Its limit can only be set when a process starts, but by how much it
 * grows each time at any moment: once it is large enough it grows no more, and again after V8 has made it smaller.
 */
export function boundYoungHeap(): void {
  let grows = true;
  const observer = new PerformanceObserver(() => {
    const mayGrow = youngBytes() < youngBytesMax;
    if (mayGrow === grows) return;
    grows = mayGrow;
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
  });
  observer.observe({ entryTypes: ['gc'] });
}
