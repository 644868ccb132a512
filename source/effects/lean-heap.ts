import { setFlagsFromString } from 'node:v8';

let users = 0;

/**
 * Has V8 collect what was read and forgotten before it takes more memory, for as long as a large part of a cluster is
 * read: a search of a million keys lives on 20 MB, and V8 by default lets it grow to ten times of that.
 * @returns ends it; it goes on as long as another wants it.
 */
export function leanHeap(): () => void {
  users += 1;
  setFlagsFromString('--optimize-for-size');
  let isEnded = false;
  return () => {
    if (isEnded) return;
    isEnded = true;
    users -= 1;
    if (users === 0) setFlagsFromString('--no-optimize-for-size');
  };
}
