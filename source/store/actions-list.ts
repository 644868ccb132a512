export type ActionId = 'compact' | 'defragment';

export interface ActionItem {
  readonly id: ActionId;
  readonly name: string;
  /** What it is for, one sentence. */
  readonly purpose: string;
}

/** In the order they are used: compaction frees pages, defragmentation gives them back. */
export const actionItems: readonly ActionItem[] = [
  {
    id: 'compact',
    name: 'Compact',
    purpose: 'drop old revisions of every key; their space becomes free inside the file',
  },
  {
    id: 'defragment',
    name: 'Defragment',
    purpose: 'give the free space inside the file back to the disk, one member at a time, leader last',
  },
];
