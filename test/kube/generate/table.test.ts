import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Messages } from '../../../scripts/kube/field.js';
import type { GoPackage } from '../../../scripts/kube/go-module.js';
import { groupName, taggedStructs } from '../../../scripts/kube/go-structs.js';
import { pack } from '../../../scripts/kube/pack.js';
import { readMessages } from '../../../scripts/kube/read-package.js';
import { addRelease, presenceOf } from '../../../scripts/kube/union.js';

const go = `package v1

const GroupName = "fruit.example.org"

type Apple struct {
	metav1.TypeMeta \`json:",inline"\`
	// standard metadata
	metav1.ObjectMeta \`json:"metadata,omitempty" protobuf:"bytes,1,opt,name=metadata"\`

	Seeds *int32 \`json:"seeds" protobuf:"varint,2,opt,name=seeds"\` // how many
	AppleSource \`json:",inline" protobuf:"bytes,4,opt,name=appleSource"\`
	Tags map[string]string \`json:"tags,omitempty" protobuf:"bytes,5,rep,name=tags"\`
	hidden string
}

type AppleSource struct {
	Tree []byte \`protobuf:"bytes,1,opt,name=tree"\`
}
`;

const proto = `syntax = "proto2";
package k8s.io.api.fruit.v1;
message Apple {
  optional .k8s.io.apimachinery.pkg.apis.meta.v1.ObjectMeta metadata = 1;
  optional int32 seeds = 2;
  optional AppleSource appleSource = 4;
  map<string, string> tags = 5;
}
message AppleSource {
  optional bytes tree = 1;
}
`;

const fruit: GoPackage = { name: 'fruit.v1', proto, goFiles: [go] };
const without = (text: string, ...lines: readonly string[]): string =>
  text
    .split('\n')
    .filter((line) => !lines.some((part) => line.includes(part)))
    .join('\n');

describe('facts from Go', () => {
  it('are read from struct tags', () => {
    const apple = taggedStructs(go).get('Apple');
    assert.deepEqual([...(apple?.keys() ?? [])], [1, 2, 4, 5]);
    assert.deepEqual(apple?.get(2), {
      number: 2,
      jsonName: 'seeds',
      isInline: false,
      isPointer: true,
      omitsEmpty: false,
    });
    assert.equal(apple?.get(4)?.isInline, true);
    assert.equal(taggedStructs(go).get('AppleSource')?.get(1)?.jsonName, 'Tree');
    assert.equal(groupName(go), 'fruit.example.org');
  });

  it('are packed into a line for each message', () => {
    assert.deepEqual(
      [...pack(readMessages([fruit]))],
      [
        [
          'fruit.v1',
          'Apple metadata meta.v1/ObjectMeta?,seeds i*,4appleSource AppleSource~,tags {s?\nAppleSource Tree y',
        ],
      ],
    );
  });

  it('name the package that has a message already', () => {
    const other: GoPackage = { ...fruit, name: 'fruit.v2', proto: proto.replace('fruit.v1', 'fruit.v2') };
    assert.equal(pack(readMessages([fruit, other])).get('fruit.v2'), 'Apple=fruit.v1\nAppleSource Tree y');
  });

  it('borrow the fields of a type of another package', () => {
    const basket = {
      ...fruit,
      name: 'basket.v1',
      goFiles: [
        'import (\n\tf "k8s.io/api/fruit/v1"\n)\n\ntype Apple f.Apple\n\ntype AppleSource f.AppleSource\n',
      ],
    };
    assert.equal(readMessages([fruit, basket]).get('basket.v1/Apple')?.size, 4);
  });

  it('must name every field', () => {
    assert.throws(
      () => readMessages([{ ...fruit, goFiles: [without(go, 'Seeds')] }]),
      /field 2 has no JSON name/,
    );
  });
});

describe('the union of releases', () => {
  const older = (): Messages => readMessages([fruit]);
  const text = (union: Messages): string => pack(union).get('fruit.v1') ?? '';

  it('keeps what a newer release dropped, and prints nothing where it is absent', () => {
    const union = older();
    addRelease(
      union,
      readMessages([{ ...fruit, proto: without(proto, 'seeds'), goFiles: [without(go, 'Seeds')] }]),
    );
    assert.match(text(union), /seeds i\*\?/);
  });

  it('prints nothing where a field is absent that came later', () => {
    const union = readMessages([
      { ...fruit, proto: without(proto, 'seeds'), goFiles: [without(go, 'Seeds')] },
    ]);
    addRelease(union, older());
    addRelease(union, older());
    assert.match(text(union), /seeds i\*\?/);
  });

  it('refuses a number that means something else', () => {
    const renumbered = { ...fruit, proto: proto.replace('int32 seeds', 'string seeds') };
    assert.throws(() => addRelease(older(), readMessages([renumbered])), /number 2 was one int32/);
  });

  it('lets one release say how empty values are printed', () => {
    const union = older();
    const omitting = readMessages([
      { ...fruit, goFiles: [go.replace('json:"seeds"', 'json:"seeds,omitempty"')] },
    ]);
    addRelease(union, omitting);
    assert.match(text(union), /seeds i\*\?/);
    presenceOf(older(), union);
    assert.match(text(union), /seeds i\*,/);
  });

  it('hands the fields of a message on to the one that took its place', () => {
    const union = older();
    const pip = {
      ...fruit,
      proto: `${proto.replace('AppleSource appleSource', 'Pip appleSource')}message Pip { optional string size = 2; }`,
      goFiles: [
        go,
        'package v1\n\ntype Pip struct {\n\tSize string `json:"size" protobuf:"bytes,2,opt,name=size"`\n}\n',
      ],
    };
    addRelease(union, readMessages([pip]));
    assert.match(text(union), /^Pip Tree y\?,size s$/m);
  });
});
