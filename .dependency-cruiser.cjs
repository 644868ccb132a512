/** Imports go one way; ARCHITECTURE.md has the map. */

const notIn = (...folders) => `^(?!${folders.map((folder) => `${folder}/`).join('|')})`;

/** A folder of node-core and what it may import from node-core. */
const serverLayers = {
  raft: [],
  ports: [],
  checksum: [],
  schema: ['bbolt'],
  bbolt: ['ports'],
  wal: ['ports', 'checksum'],
  backend: ['ports', 'schema'],
  lease: ['backend', 'schema', 'ports'],
  mvcc: ['backend', 'schema', 'lease', 'ports', 'checksum'],
  watch: ['mvcc', 'schema', 'ports'],
  snapshot: ['backend', 'bbolt', 'schema', 'ports'],
  membership: ['backend', 'schema', 'ports'],
  auth: ['backend', 'schema', 'ports'],
  alarm: ['backend', 'ports'],
  server: [
    'raft',
    'wal',
    'mvcc',
    'lease',
    'watch',
    'backend',
    'schema',
    'snapshot',
    'membership',
    'alarm',
    'auth',
    'checksum',
    'ports',
  ],
  restore: ['server', 'backend', 'bbolt', 'schema', 'membership', 'mvcc', 'lease', 'alarm', 'auth', 'ports'],
  http: ['server', 'auth', 'ports'],
  http2: ['ports'],
  rpc: ['server', 'mvcc', 'watch', 'lease', 'auth', 'ports', 'http', 'http2'],
  gateway: ['rpc', 'http', 'ports'],
  config: ['auth', 'ports'],
};

/** A folder of source and what it may import from source. */
const inspectorLayers = {
  bytes: [],
  presentation: [],
  keymap: ['presentation'],
  theme: ['presentation'],
  files: [],
  connect: ['files'],
  archive: ['files'],
  client: ['bytes', 'connect'],
  triage: ['presentation'],
  tree: ['bytes'],
  kube: [],
  history: ['bytes', 'tree', 'kube', 'presentation'],
  // The regular expressions that cannot hang know nothing of the store.
  search: ['bytes', 'tree', 'kube', 'presentation', 'store/linear-regex'],
  store: [
    'bytes',
    'client',
    'search',
    'tree',
    'kube',
    'editing',
    'history',
    'triage',
    'maintenance',
    'presentation',
  ],
  maintenance: ['client', 'triage', 'presentation'],
  editing: ['bytes', 'tree', 'kube', 'history', 'triage', 'maintenance', 'presentation'],
  // What an effect exports has the shape that commands print with -w json.
  effects: [
    'bytes',
    'files',
    'store',
    'client',
    'search',
    'tree',
    'kube',
    'editing',
    'history',
    'presentation',
    'maintenance',
    'triage',
    'commands/output',
  ],
  components: ['presentation', 'theme', 'keymap'],
  panes: [
    'bytes',
    'components',
    'presentation',
    'store',
    'search',
    'keymap',
    'theme',
    'tree',
    'kube',
    'history',
    'editing',
    'triage',
    'maintenance',
  ],
};

const layerRules = (root, layers) =>
  Object.entries(layers).map(([folder, allowed]) => ({
    name: `${root}/${folder} imports only what is below it`,
    severity: 'error',
    from: { path: `^${root}/${folder}/` },
    to: { path: `^${root}/`, pathNot: `^${root}/(${[folder, ...allowed].join('|')})/` },
  }));

module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the server never imports the inspector',
      severity: 'error',
      from: { path: '^node-core/' },
      to: { path: '^source/' },
    },
    {
      name: 'the inspector runs servers as processes: it imports file formats; the node command the entry, snapshot restore the restorer',
      severity: 'error',
      from: { path: '^source/', pathNot: '^source/commands/(node|snapshot-restore)\\.ts$' },
      to: { path: '^node-core/', pathNot: '^node-core/(bbolt|checksum|schema|wal)/' },
    },
    {
      name: 'pure folders do no I/O',
      severity: 'error',
      from: {
        path: '^(source/(presentation|triage|store|keymap|tree|kube|history|search)|node-core/(raft|schema))/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only composition may know Ink',
      severity: 'error',
      from: { path: `${notIn('source/app', 'source/components')}(source|node-core)/` },
      to: { path: '^node_modules/(ink|react)/' },
    },
    {
      name: 'no package that is not declared',
      severity: 'error',
      from: { path: '^(source|node-core|proto)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'undetermined'] },
    },
    { name: 'every import resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...layerRules('node-core', serverLayers),
    ...layerRules('source', inspectorLayers),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
