import {
  bucketElementFlag,
  elementBytes,
  pageFlag,
  pageHeaderBytes,
  viewOf,
  writePageHeader,
} from './format.js';

export interface LeafElement {
  readonly key: Uint8Array;
  /** A bucket's: its header, with the inline page if there is one. */
  readonly value: Uint8Array;
  readonly isBucket: boolean;
}

export interface BranchElement {
  /** The first key below it. */
  readonly key: Uint8Array;
  readonly page: number;
}

export function leafElementBytes({ key, value }: LeafElement): number {
  return elementBytes + key.length + value.length;
}

export function branchElementBytes({ key }: BranchElement): number {
  return elementBytes + key.length;
}

/** @param bytes zeros, as long as the page with its overflow; an inline page ends with its last element */
export function encodeLeaf(
  bytes: Uint8Array,
  id: number,
  overflow: number,
  elements: readonly LeafElement[],
): void {
  const view = viewOf(bytes);
  writePageHeader(view, { id, flags: pageFlag.leaf, count: elements.length, overflow });
  let element = pageHeaderBytes;
  let data = pageHeaderBytes + elements.length * elementBytes;
  for (const { key, value, isBucket } of elements) {
    view.setUint32(element, isBucket ? bucketElementFlag : 0, true);
    view.setUint32(element + 4, data - element, true);
    view.setUint32(element + 8, key.length, true);
    view.setUint32(element + 12, value.length, true);
    bytes.set(key, data);
    bytes.set(value, data + key.length);
    element += elementBytes;
    data += key.length + value.length;
  }
}

/** @param bytes as for `encodeLeaf` */
export function encodeBranch(
  bytes: Uint8Array,
  id: number,
  overflow: number,
  elements: readonly BranchElement[],
): void {
  const view = viewOf(bytes);
  writePageHeader(view, { id, flags: pageFlag.branch, count: elements.length, overflow });
  let element = pageHeaderBytes;
  let data = pageHeaderBytes + elements.length * elementBytes;
  for (const { key, page } of elements) {
    view.setUint32(element, data - element, true);
    view.setUint32(element + 4, key.length, true);
    view.setBigUint64(element + 8, BigInt(page), true);
    bytes.set(key, data);
    element += elementBytes;
    data += key.length;
  }
}
