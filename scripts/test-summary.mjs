/** A test reporter that prints the failures in full and one closing line: `N passed, N failed, N skipped`. */
export default async function* summary(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const skips = [];
  for await (const { type, data } of events) {
    const isSuite = data?.details?.type === 'suite';
    if (type === 'test:pass' && !isSuite) {
      const skipped = data.skip !== undefined;
      counts[skipped ? 'skipped' : 'passed']++;
      if (skipped) {
        skips.push(`  skipped: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}`);
      }
    } else if (type === 'test:fail' && !isSuite) {
      counts.failed++;
      const error = data.details.error;
      failures.push(`✖ ${data.name} (${data.file ?? ''}:${data.line ?? ''})\n${error?.cause?.stack ?? error?.stack ?? error}`);
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    }
  }
  yield `\n${[...skips, ...failures].join('\n')}\n`;
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
