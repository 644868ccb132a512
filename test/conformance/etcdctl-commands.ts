/** A command of etcdctl, and what it reads from its stdin. */
export interface Command {
  readonly args: readonly string[];
  readonly input?: string;
}

const formats = ['simple', 'json', 'fields', 'table', 'protobuf'] as const;

/** In the others, ids cannot be told from what is around them. */
const readable = ['simple', 'json', 'fields', 'table'] as const;

const command = (line: string, input?: string): Command => ({
  args: line.split(' ').map((word) => word.replaceAll('_', ' ')),
  ...(input === undefined ? {} : { input }),
});
const inFormats = (line: string, input?: string): Command[] =>
  formats.map((format) => command(`${line} -w ${format}`, input));

const swap = 'value("t/k") = "old"\n\nput t/k new\nget t/k\n\nget t/k\n\n';
const wide =
  'mod("t/k") > "0"\nversion("t/k") > "0"\ncreate("absent") = "0"\n\ndel t --prefix\nput t/k old\n\nput t/k no\n\n';

/** What changes nothing that a later one depends on may fail; that it does, and how, is compared too. */
export const keyCommands: readonly Command[] = [
  ...inFormats('put k/a one'),
  ...inFormats('put k/a two --prev-kv'),
  command('put k/b three'),
  command('put bin', 'from_stdin'),
  command('put k/a --ignore-value'),
  command('put absent --ignore-value'),
  command('put k/x v --lease=7'),
  ...inFormats('get k/a'),
  ...inFormats('get k/ --prefix --limit=1'),
  ...inFormats('get k/ --prefix --keys-only'),
  ...inFormats('get k/ --prefix --count-only'),
  command('get k/ --prefix --order=DESCEND --sort-by=MODIFY'),
  command('get k/ --prefix --order=ASCEND --sort-by=VALUE --print-value-only'),
  command('get k/a k/z'),
  command('get k --from-key --hex'),
  command('get k/a --rev=3'),
  command('get k/a --rev=9999'),
  command('get k/a --consistency=s'),
  command('get absent'),
  ...inFormats('del absent'),
  ...inFormats('del k/b --prev-kv'),
  command('del k/ --prefix --prev-kv'),
  command('put t/k old'),
  ...formats.flatMap((format) => [command(`txn -w ${format}`, swap), command(`txn -w ${format}`, wide)]),
  command('txn', 'nonsense\n\n\n\n'),
  command('txn', '\nput a 1\nput a 2\n\n\n'),
  command('compact 5'),
  command('compact 5'),
  command('compact 9999'),
  command('get k/a --rev=3'),
  command('compact 10 --physical'),
];

export const leaseCommands: readonly Command[] = [
  command('lease grant 100'),
  command('lease revoke 1234'),
  ...readable.map((format) => command(`lease timetolive 1234 --keys -w ${format}`)),
  command('lease keep-alive --once 1234'),
  command('lease grant 9000000001'),
  command('lease grant x'),
  command('lease list'),
];

export const clusterCommands: readonly Command[] = [
  ...readable.flatMap((format) => [
    command(`member list -w ${format}`),
    command(`endpoint hashkv -w ${format}`),
    command(`endpoint status -w ${format}`),
    command(`endpoint health -w ${format}`),
  ]),
  ...inFormats('alarm list'),
  command('alarm disarm'),
  command('defrag'),
  command('move-leader 1'),
  command('check datascale --load=x'),
  command('lock l true'),
  command('lock l false'),
];

export const userCommands: readonly Command[] = [
  ...inFormats('role add r'),
  ...inFormats('role list'),
  ...inFormats('role grant-permission r readwrite k/ --prefix=true'),
  command('role grant-permission r read a b'),
  command('role grant-permission r write x'),
  ...inFormats('role get r'),
  command('role revoke-permission r a b'),
  command('role revoke-permission r a b'),
  command('role get absent'),
  ...inFormats('user add root:secret'),
  command('user add alice:pass'),
  command('user add nobody --no-password'),
  command('user add :x'),
  ...inFormats('user grant-role alice r'),
  command('user grant-role alice absent'),
  command('user grant-role root root'),
  ...inFormats('user get alice'),
  command('user get alice --detail'),
  ...inFormats('user list'),
  command('auth status'),
  command('auth enable'),
  command('put k/a v'),
  command('put k/a v --user alice:pass'),
  command('put q v --user alice:pass'),
  command('get k/ --prefix --user alice:pass'),
  command('get k/ --prefix --user alice:wrong'),
  command('get k/ --prefix --user nobody:x'),
  command('user list --user alice:pass'),
  command('user list --user root:secret'),
  command('auth status --user root:secret'),
  command('endpoint health --user alice:pass'),
  command('member list --user alice:pass'),
  command('compact 2 --user alice:pass'),
  command('user revoke-role alice r --user root:secret'),
  command('put k/a v --user alice:pass'),
  command('user passwd alice --interactive=false --user root:secret', 'other\n'),
  command('get k/a --user alice:other'),
  command('user delete root --user root:secret'),
  command('user delete alice --user root:secret'),
  command('role delete r --user root:secret'),
  command('auth disable --user root:secret'),
  command('auth disable'),
];
