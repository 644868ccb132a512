import { DynamicTable } from './dynamic-table.js';
import { type HeaderField, headerField } from './header-field.js';
import { decodeHuffman } from './huffman.js';
import { ConnectionError, defaultHeaderTableBytes, ErrorCode } from './protocol.js';
import { staticTable } from './static-table.js';

/** More than any length or index of ours; it also keeps the arithmetic below within 32 bits. */
const largestInteger = 2 ** 28;

export interface FieldList {
  readonly fields: readonly HeaderField[];
  /** The list was larger than allowed, and `fields` is not all of it. */
  readonly isTooLarge: boolean;
}

/** Decodes the field blocks of one connection, in the order in which they came (RFC 7541). */
export class HpackDecoder {
  readonly #maxListBytes: number;
  readonly #table = new DynamicTable(defaultHeaderTableBytes);
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param maxListBytes what is decoded beyond it is dropped, and the table kept right. */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  /** @throws ConnectionError COMPRESSION_ERROR: the table can no longer be trusted. */
  decode(block: Buffer): FieldList {
    this.#block = block;
    this.#at = 0;
    this.#readSizeUpdates();
    const fields: HeaderField[] = [];
    let listBytes = 0;
    while (this.#at < block.length) {
      const field = this.#readField();
      listBytes += field.byteLength;
      if (listBytes <= this.#maxListBytes) {
        fields.push(field);
      }
    }
    return { fields, isTooLarge: listBytes > this.#maxListBytes };
  }

  #readSizeUpdates(): void {
    while (this.#at < this.#block.length && (this.#peek() & 0xe0) === 0x20) {
      const bytes = this.#readInteger(5);
      if (bytes > defaultHeaderTableBytes) {
        throw broken(`a table of ${bytes} bytes is larger than allowed`);
      }
      this.#table.resize(bytes);
    }
  }

  #readField(): HeaderField {
    const first = this.#peek();
    if (first >= 0x80) {
      return this.#indexed(this.#readInteger(7));
    }
    if (first >= 0x40) {
      const field = this.#readLiteral(6);
      this.#table.add(field);
      return field;
    }
    if (first >= 0x20) {
      throw broken('the size of the table changes in the middle of a block');
    }
    return this.#readLiteral(4);
  }

  #readLiteral(indexBits: number): HeaderField {
    const index = this.#readInteger(indexBits);
    const name = index === 0 ? this.#readString() : this.#indexed(index).name;
    return headerField(name, this.#readString());
  }

  #indexed(index: number): HeaderField {
    const field =
      index <= staticTable.length ? staticTable[index - 1] : this.#table.get(index - staticTable.length - 1);
    if (field === undefined) {
      throw broken(`there is no field ${index}`);
    }
    return field;
  }

  #readString(): string {
    const isHuffman = this.#peek() >= 0x80;
    const length = this.#readInteger(7);
    const end = this.#at + length;
    if (end > this.#block.length) {
      throw broken('a string goes beyond its block');
    }
    const bytes = this.#block.subarray(this.#at, end);
    this.#at = end;
    const text = isHuffman ? decodeHuffman(bytes) : bytes.toString('latin1');
    if (text === undefined) {
      throw broken('a string is not in the Huffman code');
    }
    return text;
  }

  /** RFC 7541 §5.1: what does not fit the prefix follows in groups of seven bits. */
  #readInteger(prefixBits: number): number {
    const mask = (1 << prefixBits) - 1;
    let value = this.#next() & mask;
    if (value < mask) {
      return value;
    }
    for (let shift = 0; ; shift += 7) {
      const byte = this.#next();
      value += (byte & 0x7f) * 2 ** shift;
      if (value > largestInteger || shift > 28) {
        throw broken('an integer is too large');
      }
      if (byte < 0x80) {
        return value;
      }
    }
  }

  #peek(): number {
    const byte = this.#block[this.#at];
    if (byte === undefined) {
      throw broken('a block ends in the middle of a field');
    }
    return byte;
  }

  #next(): number {
    const byte = this.#peek();
    this.#at += 1;
    return byte;
  }
}

function broken(what: string): ConnectionError {
  return new ConnectionError(ErrorCode.COMPRESSION_ERROR, `a field block cannot be decoded: ${what}`);
}
