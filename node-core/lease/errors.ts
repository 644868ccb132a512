export class LeaseNotFoundError extends Error {
  override readonly name = 'LeaseNotFoundError';

  constructor(id: bigint) {
    super(`There is no lease ${hex(id)}.`);
  }
}

export class LeaseExistsError extends Error {
  override readonly name = 'LeaseExistsError';

  constructor(id: bigint) {
    super(`Lease ${hex(id)} exists already.`);
  }
}

export class LeaseTtlTooLargeError extends Error {
  override readonly name = 'LeaseTtlTooLargeError';

  constructor(ttlSeconds: number, longestTtlSeconds: number) {
    super(`A lease of ${ttlSeconds} s is too long: the limit is ${longestTtlSeconds} s.`);
  }
}

/** As etcdctl shows lease ids. */
function hex(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, '0');
}
