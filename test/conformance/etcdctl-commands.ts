/** A command of etcdctl, and what it reads from its stdin. */
export interface Command {
  readonly args: readonly string[];
  readonly input?: string;
  /** It goes on until it is interrupted, which happens once it has printed this. */
  readonly until?: RegExp;
}

/** A lease that is there before the first command. */
export const preparedLease = 0x1234n;

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
  ...readable.map((format) => command(`lease list -w ${format}`)),
  ...readable.map((format) => command(`lease grant 100 -w ${format}`)),
  command('put l/a v --lease=1234'),
  ...readable.map((format) => command(`get l/a -w ${format}`)),
  ...readable.map((format) => command(`lease timetolive 1234 -w ${format}`)),
  ...readable.map((format) => command(`lease timetolive 1234 --keys -w ${format}`)),
  // Of several keys, etcd tells in any order.
  command('put l/b v --lease=1234'),
  ...readable.map((format) => command(`lease keep-alive --once 1234 -w ${format}`)),
  { ...command('lease keep-alive 1234'), until: /keepalived/ },
  command('put l/c v --lease=1234 --ignore-lease'),
  command('put l/a v --ignore-lease'),
  ...readable.map((format) => command(`lease revoke 1234 -w ${format}`)),
  command('get l/ --prefix'),
  ...readable.map((format) => command(`lease timetolive 1234 --keys -w ${format}`)),
  command('lease keep-alive --once 1234'),
  command('lease keep-alive 1234'),
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
  command('check perf --load=x'),
  ...[1, 2, 3].map((number) => command(`put s/${number % 2} ${number}`)),
  command('del s/0'),
  command('snapshot save FILE'),
  ...readable.map((format) => command(`snapshot status FILE -w ${format}`)),
  command('snapshot status absent'),
  command('lock l true'),
  command('lock l false'),
  command('lock l printenv ETCD_LOCK_REV'),
  command('lock'),
  command('lock l --ttl=1 true'),
  { ...command('lock l'), until: /l\/[0-9a-f]+\n/ },
  command('elect post'),
  ...(['simple', 'json', 'fields'] as const).map((format) => ({
    ...command(`elect post me -w ${format}`),
    until: format === 'simple' ? /me\n/ : /[Ll]ease/,
  })),
];

const watched = [
  ...[1, 2, 3].map((number) => command(`put w/a ${number}`)),
  command('put w/b x'),
  command('del w/ --prefix'),
  command('txn', '\nput w/c 1\nput w/d 2\ndel absent\n\n\n'),
  command('put w/z end'),
];
const event = '$ETCD_WATCH_REVISION $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_KEY $ETCD_WATCH_VALUE;';
const lastOfExec = /"w\/z" "end"\n/;
const toTheEnd = (line: string, input?: string): Command => ({ ...command(line, input), until: /end|ZW5k/ });

/** Watches of a history, so that what they print hangs on no timing. */
export const watchCommands: readonly Command[] = [
  ...watched,
  ...(['simple', 'json', 'fields', 'protobuf'] as const).flatMap((format) => [
    toTheEnd(`watch w/ --prefix --rev=1 -w ${format}`),
    toTheEnd(`watch w/ --prefix --rev=3 --prev-kv -w ${format}`),
    toTheEnd(`watch w/a w/zz --rev=2 -w ${format}`),
  ]),
  toTheEnd('watch --rev=1 w/z'),
  {
    args: ['watch', 'w/', '--prefix', '--rev=2', '--', 'sh', '-c', `echo ${event}`],
    until: lastOfExec,
  },
  {
    args: ['watch', 'w/', '--prefix', '--rev=2', '--prev-kv', '--', 'printenv', 'ETCD_WATCH_KEY'],
    until: /"w\/z"\n/,
  },
  toTheEnd('watch -i', 'watch w/ --prefix --rev=1\n'),
  toTheEnd('watch -i -w json', 'watch w/b\nwatch --rev=1 w/z\n'),
  { ...command('watch -i', 'watch w/ --prefix --rev=2 -- printenv ETCD_WATCH_KEY\n'), until: /"w\/z"\n/ },
  toTheEnd('watch -i', 'progress\nwatch --rev=1 w/ --prefix --prev-kv\n'),
  command('watch -i', 'nonsense\n'),
  command('watch'),
  command('watch a b c'),
  command('watch w/ --prefix --rev=x'),
  command('compact 6'),
  command('watch w/ --prefix --rev=2'),
  ...(['json', 'fields', 'protobuf'] as const).map((format) =>
    command(`watch w/ --prefix --rev=2 -w ${format}`),
  ),
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
