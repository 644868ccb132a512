import type { SnapshotFile } from '../archive/snapshot-file.js';
import { type SnapshotSurvey, surveySnapshot } from '../archive/survey.js';
import { byteSize, counted, grouped } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { Invocation } from './command.js';
import { outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { write } from './output/write.js';
import { withSnapshot } from './snapshot-file.js';
import { ProgressLine } from './snapshot-progress.js';

/** `snapshot verify FILE`: the SHA-256, then every page in use read and every revision decoded. */
export async function runVerify(invocation: Invocation, path: string): Promise<number> {
  const { io, flags } = invocation;
  const survey = await withSnapshot(path, (file) => verify(file, invocation));
  const isHashChecked = !flags.has('skip-hash-check');
  if (outputFormat(flags, 'simple') === 'json') {
    await write(io.stdout, `${jsonText({ path, sound: true, sha256: isHashChecked, ...survey })}\n`);
    return 0;
  }
  const hash = isHashChecked ? 'its SHA-256 is right' : 'its SHA-256 was not checked';
  const contents = `${counted(survey.totalKey, 'key')} at revision ${grouped(survey.revision)}, ${byteSize(survey.totalSize)}`;
  await write(io.stdout, `${safeText(path)} is sound: ${hash}, every page in use was read; ${contents}\n`);
  return 0;
}

async function verify(file: SnapshotFile, { io, flags }: Invocation): Promise<SnapshotSurvey> {
  const progress = new ProgressLine(io);
  try {
    if (!flags.has('skip-hash-check')) {
      await file.checkHash(io.signal, (bytes) => progress.bytes('checking', bytes, file.fileBytes));
    }
    progress.show('reading every page');
    return await surveySnapshot(file, io.signal);
  } finally {
    progress.end();
  }
}
