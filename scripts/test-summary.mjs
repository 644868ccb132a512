/** A test reporter that prints failures and skips in full and one closing line: `N passed, N failed, N skipped`. */

const isSuite = (data) => data?.details?.type === 'suite';

function skipLine({ name, skip }) {
  return `skipped: ${name}${typeof skip === 'string' && skip !== '' ? ` (${skip})` : ''}`;
}

function failureText({ name, file, line, details }) {
  const error = details.error?.cause ?? details.error;
  return `✖ ${name} (${file ?? ''}:${line ?? ''})\n${error?.stack ?? String(error)}`;
}

export default async function* summary(events) {
  const passed = [];
  const failed = [];
  const skipped = [];
  for await (const { type, data } of events) {
    if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    } else if (type === 'test:fail' && !isSuite(data)) {
      failed.push(failureText(data));
    } else if (type === 'test:pass' && !isSuite(data)) {
      (data.skip === undefined ? passed : skipped).push(skipLine(data));
    }
  }
  yield `\n${[...skipped, ...failed].join('\n')}\n`;
  yield `${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped\n`;
}
