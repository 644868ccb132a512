/** The least that Ink can show and keep up to date: the time, on the full second. */
import { Box, render, Text } from 'ink';
import { useEffect, useState } from 'react';

const secondMs = 1_000;
const time = (): string => new Date().toISOString().slice(11, 19);

function Clock() {
  const [shown, setShown] = useState(time());
  useEffect(() => {
    const wait = (): NodeJS.Timeout =>
      setTimeout(
        () => {
          setShown(time());
          timer = wait();
        },
        secondMs - (Date.now() % secondMs),
      );
    let timer = wait();
    return () => clearTimeout(timer);
  }, []);
  return (
    <Box width={process.stdout.columns} height={process.stdout.rows}>
      <Text>{shown}</Text>
    </Box>
  );
}

render(<Clock />, {
  interactive: true,
  alternateScreen: true,
  incrementalRendering: true,
  maxFps: 60,
  patchConsole: false,
});
