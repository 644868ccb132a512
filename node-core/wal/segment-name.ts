/** One file of the log; its name is `<seq>-<index>.wal`, both as 16 hexadecimal digits. */
export interface SegmentName {
  readonly file: string;
  /** 0 for the first segment ever, then one more each. */
  readonly seq: number;
  /** No entry before this index was written to the segment first. */
  readonly index: number;
}

const pattern = /^([0-9a-f]{16})-([0-9a-f]{16})\.wal$/;

/** Space is reserved under this name before a segment gets its own; etcd uses the same one. */
export const reservedFile = '0.tmp';

export function segmentName(seq: number, index: number): SegmentName {
  const digits = (value: number) => value.toString(16).padStart(16, '0');
  return { file: `${digits(seq)}-${digits(index)}.wal`, seq, index };
}

/** The segments among the names of a directory, oldest first; other files are passed over. */
export function findSegments(names: readonly string[]): SegmentName[] {
  return names
    .flatMap((file) => {
      const [, seq, index] = pattern.exec(file) ?? [];
      return seq === undefined || index === undefined
        ? []
        : [{ file, seq: Number.parseInt(seq, 16), index: Number.parseInt(index, 16) }];
    })
    .sort((a, b) => a.seq - b.seq);
}

/** The newest segments whose sequence numbers have no gap. */
export function contiguousTail(segments: readonly SegmentName[]): readonly SegmentName[] {
  const gap = segments.findLastIndex((segment, i) => i > 0 && segments[i - 1]?.seq !== segment.seq - 1);
  return gap < 0 ? segments : segments.slice(gap);
}
