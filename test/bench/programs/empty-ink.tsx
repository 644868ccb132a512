/** The least that Ink can show: what starting costs before the program itself does anything. */
import { Box, render, Text } from 'ink';

render(
  <Box width={process.stdout.columns} height={process.stdout.rows}>
    <Text>an empty Ink program</Text>
  </Box>,
  { interactive: true, alternateScreen: true, incrementalRendering: true, maxFps: 60, patchConsole: false },
);
process.stdin.setRawMode(true).once('data', () => process.exit());
