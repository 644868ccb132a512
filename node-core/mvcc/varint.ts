/*
 * Protobuf varints. Revisions pass 2^31, where JavaScript's shifts end, so larger numbers are handled as two
 * 32-bit halves; an int64 is taken as unsigned, so a negative one takes ten bytes.
 */

const half = 4_294_967_296;
const small = 2 ** 31;

/** @param value a whole number of at least 0, exact up to 2^53 */
export function sizeOfVarint(value: number): number {
  return value < small ? sizeOfHalves(value, 0) : sizeOfHalves(value >>> 0, Math.floor(value / half));
}

/** @returns the offset behind what was written. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  return value < small
    ? writeHalves(target, at, value, 0)
    : writeHalves(target, at, value >>> 0, Math.floor(value / half));
}

export function sizeOfVarint64(value: bigint): number {
  return sizeOfHalves(lowHalf(value), highHalf(value));
}

export function writeVarint64(target: Uint8Array, at: number, value: bigint): number {
  return writeHalves(target, at, lowHalf(value), highHalf(value));
}

function sizeOfHalves(low: number, high: number): number {
  const bits = high !== 0 ? 64 - Math.clz32(high) : Math.max(1, 32 - Math.clz32(low));
  return Math.ceil(bits / 7);
}

function writeHalves(target: Uint8Array, at: number, low: number, high: number): number {
  let position = at;
  let restLow = low;
  let restHigh = high;
  while (restHigh !== 0 || restLow > 0x7f) {
    target[position] = (restLow & 0x7f) | 0x80;
    restLow = ((restLow >>> 7) | (restHigh << 25)) >>> 0;
    restHigh >>>= 7;
    position += 1;
  }
  target[position] = restLow;
  return position + 1;
}

function lowHalf(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

function highHalf(value: bigint): number {
  return Number(BigInt.asUintN(32, value >> 32n));
}
