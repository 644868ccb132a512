import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HpackDecoder } from '../../../node-core/http2/hpack-decoder.js';
import { encodeFields } from '../../../node-core/http2/hpack-encoder.js';
import { decodeHuffman } from '../../../node-core/http2/huffman.js';
import { ErrorCode } from '../../../node-core/http2/protocol.js';

type Pairs = readonly (readonly [name: string, value: string])[];

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

function decode(decoder: HpackDecoder, block: Buffer): Pairs {
  return decoder.decode(block).fields.map(({ name, value }) => [name, value]);
}

const unbounded = () => new HpackDecoder(1 << 20);

/** Every series of RFC 7541 appendix C is a connection: what one block adds to the table, the next uses. */
const firstRequest: Pairs = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'www.example.com'],
];
const requests: readonly Pairs[] = [
  firstRequest,
  [...firstRequest, ['cache-control', 'no-cache']],
  [
    [':method', 'GET'],
    [':scheme', 'https'],
    [':path', '/index.html'],
    [':authority', 'www.example.com'],
    ['custom-key', 'custom-value'],
  ],
];
const responses: readonly Pairs[] = [
  [
    [':status', '302'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ],
  [
    [':status', '307'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ],
  [
    [':status', '200'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
    ['location', 'https://www.example.com'],
    ['content-encoding', 'gzip'],
    ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
  ],
];
/** "The table is 256 bytes", as the encoder says it. */
const smallTable = '3fe101';

const series: readonly (readonly [name: string, expected: readonly Pairs[], blocks: readonly string[]])[] = [
  [
    'C.3 requests',
    requests,
    [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
  ],
  [
    'C.4 requests in Huffman code',
    requests,
    [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
  ],
  [
    'C.5 responses with a table that overflows',
    responses,
    [
      `${smallTable} 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
       2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
      '4803 3330 37c1 c0bf',
      `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a
       6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d
       6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31`,
    ],
  ],
  [
    'C.6 responses in Huffman code with a table that overflows',
    responses,
    [
      `${smallTable} 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
       2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
      '4883 640e ffc1 c0bf',
      `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d
       d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106
       3d50 07`,
    ],
  ],
];

for (const [name, expected, blocks] of series) {
  test(`RFC 7541, ${name}`, () => {
    const decoder = unbounded();
    assert.deepEqual(
      blocks.map((block) => decode(decoder, bytes(block))),
      expected,
    );
  });
}

test('RFC 7541, C.2 each representation', () => {
  const expected = [
    ['400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572', 'custom-key', 'custom-header'],
    ['040c 2f73 616d 706c 652f 7061 7468', ':path', '/sample/path'],
    ['1008 7061 7373 776f 7264 0673 6563 7265 74', 'password', 'secret'],
    ['82', ':method', 'GET'],
  ] as const;
  for (const [block, name, value] of expected) {
    assert.deepEqual(decode(unbounded(), bytes(block)), [[name, value]]);
  }
});

test('a literal that is not indexed is not in the table', () => {
  const decoder = unbounded();
  decode(decoder, bytes('040c 2f73 616d 706c 652f 7061 7468'));
  assert.throws(() => decode(decoder, bytes('be')), { code: ErrorCode.COMPRESSION_ERROR });
});

test('a field larger than the table empties it', () => {
  const decoder = unbounded();
  decode(decoder, bytes('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572'));
  const large = Buffer.concat([bytes('4001 61 7f 811f'), Buffer.alloc(4_096, 'v')]);
  assert.equal(decode(decoder, large)[0]?.[1].length, 4_096);
  assert.throws(() => decode(decoder, bytes('be')), { code: ErrorCode.COMPRESSION_ERROR });
});

const brokenBlocks: readonly (readonly [what: string, block: string])[] = [
  ['index 0', '80'],
  ['an index beyond the tables', 'be'],
  ['a name index beyond the tables', '7f00 0161'],
  ['an integer that has no end', 'ff ffff ffff ffff ffff ff'],
  ['an integer that is cut off', 'ff'],
  ['an integer above 2^28', 'ff 80ff ffff 7f'],
  ['a string beyond its block', '0001 6105 6162'],
  ['a field without a value', '0001 61'],
  ['a table larger than was allowed', '3fe2 1f'],
  ['a table resized after a field', '82 20'],
  ['Huffman padding of eight ones', '0001 6181 ff'],
  ['Huffman padding with a zero', '0001 6181 18'],
  ['the Huffman code of EOS', '0001 6184 ffff ffff'],
];

for (const [what, block] of brokenBlocks) {
  test(`broken: ${what}`, () => {
    assert.throws(() => unbounded().decode(bytes(block)), { code: ErrorCode.COMPRESSION_ERROR });
  });
}

test('the largest table is allowed, and one of nothing', () => {
  assert.deepEqual(decode(unbounded(), bytes('20 3fe1 1f 82')), [[':method', 'GET']]);
});

/** From RFC 7541 appendix B: the shortest codes, some between and the longest. */
test('Huffman: symbols of every kind of length', () => {
  const expected = [
    ['07', '0'],
    ['ffc7', '\0'],
    ['ffff fff3', '\n'],
  ] as const;
  for (const [code, text] of expected) {
    assert.equal(decodeHuffman(bytes(code)), text);
  }
});

test('a list above the limit is cut, and the table stays right', () => {
  const decoder = new HpackDecoder(100);
  const added = bytes('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572');
  const list = decoder.decode(Buffer.concat([added, bytes('bebe')]));
  assert.equal(list.isTooLarge, true);
  assert.equal(list.fields.length, 1);
  assert.deepEqual(decode(decoder, bytes('be')), [['custom-key', 'custom-header']]);
});

test('what is encoded is decoded', () => {
  const fields: Pairs = [
    [':status', '200'],
    [':status', '415'],
    ['content-type', 'application/grpc'],
    ['grpc-status', '0'],
    ['grpc-message', 'x'.repeat(126)],
    ['grpc-message', 'y'.repeat(127)],
    ['grpc-message', 'z'.repeat(50_000)],
  ];
  assert.deepEqual(decode(unbounded(), encodeFields(fields)), fields);
  assert.deepEqual(encodeFields([[':status', '200']]), bytes('88'));
});
