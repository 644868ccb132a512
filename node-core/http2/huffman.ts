/**
 * HPACK's Huffman code (RFC 7541, appendix B). Its code words are canonical, in the order of length and then
 * of symbol, so the lengths are all there is to know: a base-36 digit of bits for each symbol, EOS last.
 */
const codeLengths =
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca' +
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds' +
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn' +
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq' +
  'u';

const endOfString = 256;
const longestPaddingBits = 7;
const shortestCodeBits = 5;
const failed = -1;

/** An inner node of the code's tree. */
interface Node {
  readonly number: number;
  readonly children: [Next | undefined, Next | undefined];
}
type Next = Node | { readonly symbol: number };

interface DecodingTable {
  /** By node × 16 + the next four bits: the node after them, and 1 + the symbol that they end × 65,536. */
  readonly steps: Int32Array;
  /** By node: 1 where the string may end, as after at most seven bits of padding, all ones (§5.2). */
  readonly ends: Uint8Array;
}

const table = decodingTable();

/** @returns the string, one character for each byte; undefined when the code is broken. */
export function decodeHuffman(coded: Buffer): string | undefined {
  const decoded = Buffer.allocUnsafe(Math.ceil((coded.length * 8) / shortestCodeBits));
  const { steps, ends } = table;
  let length = 0;
  let node = 0;
  for (const byte of coded) {
    for (const bits of [byte >>> 4, byte & 0xf]) {
      const step = steps[node * 16 + bits] ?? failed;
      if (step === failed) {
        return undefined;
      }
      if (step > 0xffff) {
        decoded[length] = (step >>> 16) - 1;
        length += 1;
      }
      node = step & 0xffff;
    }
  }
  return ends[node] === 1 ? decoded.toString('latin1', 0, length) : undefined;
}

/** Four bits at a time: no code is shorter than five, so a step ends one symbol at most. */
function decodingTable(): DecodingTable {
  const nodes = codeTree();
  const steps = new Int32Array(nodes.length * 16);
  const ends = new Uint8Array(nodes.length);
  for (const node of nodes) {
    for (let bits = 0; bits < 16; bits += 1) {
      steps[node.number * 16 + bits] = step(nodes, node, bits);
    }
  }
  let padded: Next | undefined = nodes[0];
  for (let bits = 0; bits <= longestPaddingBits && padded !== undefined && 'children' in padded; bits += 1) {
    ends[padded.number] = 1;
    padded = padded.children[1];
  }
  return { steps, ends };
}

function step(nodes: readonly Node[], from: Node, bits: number): number {
  let node = from;
  let symbol = -1;
  for (let shift = 3; shift >= 0; shift -= 1) {
    const next = node.children[bits & (1 << shift) ? 1 : 0];
    if (next === undefined) {
      return failed;
    }
    if ('children' in next) {
      node = next;
    } else if (next.symbol === endOfString) {
      return failed;
    } else {
      symbol = next.symbol;
      node = nodes[0] ?? node;
    }
  }
  return node.number + (symbol + 1) * 65_536;
}

/** @returns the inner nodes, the root first. */
function codeTree(): Node[] {
  const nodes: Node[] = [{ number: 0, children: [undefined, undefined] }];
  const symbols = [...codeLengths].map((digit, symbol) => ({ symbol, length: Number.parseInt(digit, 36) }));
  let code = 0;
  let length = 0;
  for (const word of symbols.sort((a, b) => a.length - b.length || a.symbol - b.symbol)) {
    code *= 2 ** (word.length - length);
    length = word.length;
    plant(nodes, code, length, word.symbol);
    code += 1;
  }
  return nodes;
}

function plant(nodes: Node[], code: number, length: number, symbol: number): void {
  let node = nodes[0];
  for (let shift = length - 1; shift >= 0 && node !== undefined; shift -= 1) {
    const side = code & (1 << shift) ? 1 : 0;
    if (shift === 0) {
      node.children[side] = { symbol };
      return;
    }
    let next: Next | undefined = node.children[side];
    if (next === undefined) {
      next = { number: nodes.length, children: [undefined, undefined] };
      nodes.push(next);
      node.children[side] = next;
    }
    node = 'children' in next ? next : undefined;
  }
}
