/**
 * Whether an answer to a progress request can be trusted. Before 3.5.8 etcd could send it ahead of
 * events up to its revision (etcd issue 15220); 3.4 got the repair in the same weeks, surely by 3.4.26.
 */
export function answersProgressInOrder(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major !== 3 || minor > 5) {
    return major >= 3;
  }
  return minor === 5 ? patch >= 8 : minor === 4 && patch >= 26;
}
