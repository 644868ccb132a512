import { type SnapshotSurvey, surveySnapshot } from '../archive/survey.js';
import { byteSize, grouped } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { Invocation } from './command.js';
import { outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';
import { withSnapshot } from './snapshot-file.js';

/** `snapshot status FILE`: etcdutl's numbers and field names. */
export async function runStatus({ io, flags }: Invocation, path: string): Promise<number> {
  const { survey, hasHash } = await withSnapshot(path, async (file) => ({
    survey: await surveySnapshot(file, io.signal),
    hasHash: file.hasHash,
  }));
  switch (outputFormat(flags, 'table')) {
    case 'json':
      await write(io.stdout, `${jsonText({ ...survey, hasSha256: hasHash })}\n`);
      break;
    case 'simple':
      await write(io.stdout, `${simpleText(survey)}\n`);
      break;
    case 'table':
      await write(io.stdout, statusTable(survey));
      break;
  }
  if (!hasHash) {
    await write(io.stderr, 'it has no SHA-256 at its end: it was cut, or copied from a data directory\n');
  }
  return 0;
}

function simpleText({ hash, revision, totalKey, totalSize, version }: SnapshotSurvey): string {
  return [hash.toString(16), revision, totalKey, byteSize(totalSize), safeText(version)].join(', ');
}

function statusTable({ hash, revision, totalKey, totalSize, version }: SnapshotSurvey): string {
  const row = [
    hash.toString(16),
    grouped(revision),
    grouped(totalKey),
    byteSize(totalSize),
    safeText(version),
  ];
  return tableText(
    [
      { title: 'HASH' },
      { title: 'REVISION', align: 'right' },
      { title: 'TOTAL KEYS', align: 'right' },
      { title: 'TOTAL SIZE', align: 'right' },
      { title: 'STORAGE VERSION' },
    ],
    [row],
  );
}
