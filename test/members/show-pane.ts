import type { Screen } from '../screens/harness.js';

/** Shows one pane alone, by its number: its frames do not change with what stands beside it. */
export async function showPane(screen: Screen, key: string): Promise<void> {
  await screen.press(key);
  const hasNeighbours = (screen.lines[0]?.length ?? 0) > 80;
  if (hasNeighbours) await screen.press('z');
}
